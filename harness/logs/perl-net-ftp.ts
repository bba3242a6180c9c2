/** Reads what Perl's Net::FTP prints with Debug => 1: text to events. */
import type { Event } from '../model.js'
import type { MarkedLogOptions } from './marks.js'
import { readPlainDialogue, type Dialect } from './plain-dialogue.js'
import { timedLines, type TimedLine } from './timed-line.js'

const dialect: Dialect = {
  command: /^Net::\S*?=GLOB\(0x[0-9a-f]+\)>>> (.*)$/,
  reply: /^Net::\S*?=GLOB\(0x[0-9a-f]+\)<<< (.*)$/,
  tlsFailed: /SSL (?:connect|accept) attempt failed/,
  worthKeeping: /^(?:Net::FTP: |.* at \S+ line \d+)/,
}

/** With times, while it runs. */
export const readPerlNetFtpLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => readPlainDialogue(lines, options, dialect)

/** A pasted log; `at` is the line number. */
export const readPerlNetFtpLog = (text: string): Event[] =>
  readPerlNetFtpLines(timedLines(text))
