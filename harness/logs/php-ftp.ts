/**
 * Reads what a PHP script of ours tells of its ext/ftp: text to events. The
 * extension shows no dialogue; only its warnings quote a reply now and then.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

const warning = /^(?:PHP )?(?:Warning|Notice|Fatal error): +(.*)$/

/** With times, while it runs. */
export const readPhpFtpLines = (
  lines: Iterable<TimedLine>,
  { mark, ...options }: MarkedLogOptions = {},
): Event[] => {
  const log = new SessionLog(options)
  for (const { at, text } of lines) {
    log.at = at
    const found = markOf(text, mark)
    const warned = warning.exec(text)?.[1]
    if (found !== null) takeMark(log, found)
    else if (warned !== undefined) log.log(warned)
  }
  return log.events
}

/** A pasted log; `at` is the line number. */
export const readPhpFtpLog = (text: string): Event[] =>
  readPhpFtpLines(timedLines(text))
