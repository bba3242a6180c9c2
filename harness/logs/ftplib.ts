/**
 * Reads what Python's ftplib prints with set_debuglevel(1), 3.6 to 3.13:
 * text to events. It prints replies as Python literals and nothing of TLS.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

/** the last quote may have gone with a secret */
const line = /^\*(cmd|resp)\* (['"])(.*?)\2?$/
const raised = /^(?:\w+\.)*(\w*(?:Error|error_\w+|Exception)\b.*)$/

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const literal = (text: string): string =>
  text.replace(/\\(x[0-9a-f]{2}|.)/g, (_, code: string) =>
    code.length > 1
      ? String.fromCharCode(parseInt(code.slice(1), 16))
      : (escapes[code] ?? code),
  )

/** With times, while it runs. */
export const readFtplibLines = (
  lines: Iterable<TimedLine>,
  { mark, ...options }: MarkedLogOptions = {},
): Event[] => {
  const log = new SessionLog(options)
  for (const { at, text } of lines) {
    log.at = at
    const found = markOf(text, mark)
    if (found !== null) {
      takeMark(log, found)
      continue
    }
    const [, what, , told = ''] = line.exec(text) ?? []
    if (what === 'cmd') log.command(literal(told))
    else if (what === 'resp')
      for (const reply of literal(told).split('\n')) log.reply(reply)
    else if (/^ssl\.SSL/.test(text)) log.failed(log.role, text)
    else if (raised.test(text)) log.log(text)
  }
  return log.events
}

/** A pasted log; `at` is the line number. */
export const readFtplibLog = (text: string): Event[] =>
  readFtplibLines(timedLines(text))
