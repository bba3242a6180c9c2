/** Reads what Ruby's Net::FTP prints with debug_mode: text to events. */
import type { Event } from '../model.js'
import type { MarkedLogOptions } from './marks.js'
import { readPlainDialogue, type Dialect } from './plain-dialogue.js'
import { timedLines, type TimedLine } from './timed-line.js'

const dialect: Dialect = {
  command: /^put: (.*)$/,
  reply: /^get: (.*)$/,
  tlsFailed: /OpenSSL::SSL::SSLError/,
  worthKeeping: /(?:Error|Timeout)\b/,
}

/** With times, while it runs. */
export const readRubyNetFtpLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => readPlainDialogue(lines, options, dialect)

/** A pasted log; `at` is the line number. */
export const readRubyNetFtpLog = (text: string): Event[] =>
  readRubyNetFtpLines(timedLines(text))
