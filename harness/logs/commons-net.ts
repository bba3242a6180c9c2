/**
 * Reads what Apache Commons Net's PrintCommandListener prints with its
 * direction marks: text to events. Of TLS it tells the exception, if any.
 */
import type { Event } from '../model.js'
import type { MarkedLogOptions } from './marks.js'
import { readPlainDialogue, type Dialect } from './plain-dialogue.js'
import { timedLines, type TimedLine } from './timed-line.js'

const dialect: Dialect = {
  command: /^> (.*)$/,
  reply: /^< (.*)$/,
  bareContinuation: true,
  tlsFailed: /javax\.net\.ssl\.SSL\w*Exception/,
  worthKeeping: /(?:Exception|Error)\b/,
}

/** With times, while it runs. */
export const readCommonsNetLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => readPlainDialogue(lines, options, dialect)

/** A pasted log; `at` is the line number. */
export const readCommonsNetLog = (text: string): Event[] =>
  readCommonsNetLines(timedLines(text))
