/**
 * For logs that are nothing but sent and received lines behind a prefix each,
 * with marks of ours between them.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import type { TimedLine } from './timed-line.js'

export interface Dialect {
  /** the first group is what was sent */
  readonly command: RegExp
  /** the first group is one line of a reply */
  readonly reply: RegExp
  /** lines that are a failure of TLS */
  readonly tlsFailed?: RegExp
  /** other lines that are kept */
  readonly worthKeeping?: RegExp
  /** further lines of a reply come without the prefix */
  readonly bareContinuation?: boolean
}

export const readPlainDialogue = (
  lines: Iterable<TimedLine>,
  { mark, ...options }: MarkedLogOptions,
  dialect: Dialect,
): Event[] => {
  const log = new SessionLog(options)
  for (const { at, text } of lines) {
    log.at = at
    const found = markOf(text, mark)
    const sent = dialect.command.exec(text)
    const received = dialect.reply.exec(text)
    if (found !== null) takeMark(log, found)
    else if (sent !== null) log.command((sent[1] ?? '').trim())
    else if (received !== null) log.reply((received[1] ?? '').trimEnd())
    else if (dialect.bareContinuation === true && log.replying)
      log.reply(text.trimEnd())
    else if (dialect.tlsFailed?.test(text)) log.failed(log.role, text)
    else if (dialect.worthKeeping?.test(text)) log.log(text)
  }
  return log.events
}
