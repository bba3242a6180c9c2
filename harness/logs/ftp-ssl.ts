/**
 * Reads what netkit's ftp-ssl prints with -v and -d (0.17): text to events.
 * Of TLS it names the cipher and, when it fails, the reason; a data
 * connection's handshake is announced on lines of its own.
 */
import type { Event } from '../model.js'
import { printable } from '../redact.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

const trouble =
  /^(?:ftp: (?:Certificates: |SSL_connect |SSL_\w+ error|.*(?:SSL|TLS).*(?:error|failed))|ssl_\w+: SSL_\w+ returned -\d+ - error)/
/** its own words with a code of its own: no server said so */
const lost = /^421 Service not available, remote server has closed connection$/
const refused = /^ftp: connect: (.*)$/
const suite = /^\[SSL Cipher (\S+)\]$/
const worthKeeping = /^(?:ftp: |\[Verification|Not connected|Login failed)/

class FtpSslLog {
  readonly session: SessionLog
  readonly #mark: string | undefined

  constructor({ mark, ...options }: MarkedLogOptions) {
    this.#mark = mark
    this.session = new SessionLog(options)
  }

  line({ at, text }: TimedLine): void {
    const { session } = this
    session.at = at
    const found = markOf(text, this.#mark)
    if (found !== null) return takeMark(session, found)
    if (text.startsWith('---> ')) return session.command(text.slice(5))
    if (lost.test(text)) return session.close('server')
    if (session.replying || /^\d{3}(?:[ -]|$)/.test(text))
      return session.reply(text)
    if (/^Connected to /.test(text)) return session.connected()
    const failed = refused.exec(text)
    if (failed !== null) return session.openFailed('control', failed[1] ?? '')
    const cipher = suite.exec(text)?.[1]
    if (cipher !== undefined)
      return session.emit('control', {
        kind: 'log',
        text: printable(text),
        fact: { is: 'handshake', cipher },
      })
    if (trouble.test(text)) return session.failed(session.role, text)
    if (worthKeeping.test(text)) session.log(text)
  }
}

/** With times, while it runs. */
export const readFtpSslLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => {
  const log = new FtpSslLog(options)
  for (const line of lines) log.line(line)
  return log.session.events
}

/** A pasted log; `at` is the line number. */
export const readFtpSslLog = (text: string): Event[] =>
  readFtpSslLines(timedLines(text))
