/**
 * Reads what the npm client `ftp` (node-ftp 0.3) gives to its `debug` function:
 * text to events. Commands and replies stand there as util.inspect quotes
 * them, long replies over several lines.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

const command = /^\[connection\] > (?:(['"`])(.*)\1|(NOOP))$/
const reply = /^\[parser\] < (['"`])(.*)\1( \+)?$/
const continued = /^ +(['"`])(.*)\1( \+)?$/
const worthKeeping = /^(?:Error|.*(?:Timed? ?out|Unable to|ECONN))/

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
}

const unquoted = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gi,
    (_, byte?: string, unit?: string, letter: string = '') => {
      const code = byte ?? unit
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16))
      return controls[letter] ?? letter
    },
  )

const told = (log: SessionLog, text: string): void => {
  for (const line of unquoted(text).split('\n'))
    if (line !== '') log.reply(line.trimEnd())
}

/** With times, while it runs. */
export const readNodeFtpLines = (
  lines: Iterable<TimedLine>,
  { mark, ...options }: MarkedLogOptions = {},
): Event[] => {
  const log = new SessionLog(options)
  let more = false
  for (const { at, text } of lines) {
    log.at = at
    const found = markOf(text, mark)
    const sent = command.exec(text)
    const received: RegExpExecArray | null = (more ? continued : reply).exec(
      text,
    )
    if (found !== null) takeMark(log, found)
    else if (sent !== null) log.command(unquoted(sent[2] ?? sent[3] ?? ''))
    else if (received !== null) told(log, received[2] ?? '')
    else if (worthKeeping.test(text)) log.log(text)
    if (found === null) more = received?.[3] !== undefined
  }
  return log.events
}

/** A pasted log; `at` is the line number. */
export const readNodeFtpLog = (text: string): Event[] =>
  readNodeFtpLines(timedLines(text))
