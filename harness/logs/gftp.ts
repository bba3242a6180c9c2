/**
 * Reads what gftp-text prints (2.9): text to events. It colours its lines and
 * repeats the commands that it reads behind its prompt; sent commands are told
 * from its own messages by their colour.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'
import { tlsVersionNamed } from './tls-version.js'

const colours = /\u0000?\u001b\[(\d+)m/g
const sent = /^(?:[\s\u0000]|\u001b\[39m)*\u001b\[32m([A-Z]{3,4}(?: .*)?)$/
const suite = /^SSL (data )?connection established using (\S+) \((\S+)\)$/
const trouble =
  /^(?:Error with certificate|ERROR: The host in the SSL|Error \d+:|ERROR: The host in|.*SSL.*(?:error|failed))/i
const refused = /^Cannot connect to \S+: (.*)$/
const worthKeeping = /^(?:Error|Could not|Cannot|There were)/

class GftpLog {
  readonly session: SessionLog
  readonly #mark: string | undefined

  constructor({ mark, ...options }: MarkedLogOptions) {
    this.#mark = mark
    this.session = new SessionLog(options)
  }

  line({ at, text: raw }: TimedLine): void {
    const { session } = this
    session.at = at
    const command = sent.exec(raw.replace(/[\s\r]+$/, ''))
    if (command !== null) return session.command(command[1] ?? '')
    const text = raw.replace(colours, '').trim()
    const found = markOf(text.replace(/^ftp> /, ''), this.#mark)
    if (found !== null) return takeMark(session, found)
    if (text.startsWith('ftp> ')) return
    if (session.replying || /^\d{3}[ -]/.test(text)) return session.reply(text)
    const connected = /^Connected to .*:(\d+)$/.exec(text)
    if (connected !== null) return session.connected(Number(connected[1]))
    const failed = refused.exec(text)
    if (failed !== null) return session.openFailed('control', failed[1] ?? '')
    const secured = suite.exec(text)
    if (secured !== null) return this.#secured(secured)
    if (trouble.test(text)) return session.failed(session.role, text)
    if (worthKeeping.test(text)) session.log(text)
  }

  /** It does not say whether a session was resumed. */
  #secured([text, data, version = '', cipher = '']: RegExpExecArray): void {
    const role = data === undefined ? 'control' : 'data'
    if (role === 'data' || tlsVersionNamed(version) === null)
      return this.session.emit(role, {
        kind: 'log',
        text,
        fact: { is: 'handshake', version, cipher },
      })
    this.session.established('control', {
      version: tlsVersionNamed(version) ?? 'TLSv1.2',
      cipher,
      resumed: false,
    })
  }
}

/** With times, while it runs. */
export const readGftpLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => {
  const log = new GftpLog(options)
  for (const line of lines) log.line(line)
  return log.session.events
}

/** A pasted log; `at` is the line number. */
export const readGftpLog = (text: string): Event[] =>
  readGftpLines(timedLines(text))
