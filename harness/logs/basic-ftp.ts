/**
 * Reads what the npm client basic-ftp prints with `ftp.verbose`, 3.x to 6.x:
 * text to events.
 */
import type { Event } from '../model.js'
import type { MarkedLogOptions } from './marks.js'
import { readPlainDialogue, type Dialect } from './plain-dialogue.js'
import { timedLines, type TimedLine } from './timed-line.js'

const dialect: Dialect = {
  command: /^> (.*)$/,
  reply: /^< (.*)$/,
  bareContinuation: true,
  tlsFailed: /ERR_SSL_|ERR_TLS_|SSL routines:|certificate/,
  worthKeeping:
    /^(?:Login security|Warning|Error|.*(?:failed|timed out|closed))/i,
}

/** With times, while it runs. */
export const readBasicFtpLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => readPlainDialogue(lines, options, dialect)

/** A pasted log; `at` is the line number. */
export const readBasicFtpLog = (text: string): Event[] =>
  readBasicFtpLines(timedLines(text))
