/**
 * Reads what lftp 4.9 prints with `debug 5` or more (`-d`): text to events.
 * It says nothing of TLS but failures, in the words of GnuTLS.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

const trouble =
  /^(?:gnutls_\w+|GnuTLS|\*{4} (?:gnutls_\w+|SSL_\w+|ERROR: Certificate)|.*Certificate verification)[: ]/
const fatal = /^(?:\w+: )?Fatal error: (.*)$/
const worthKeeping =
  /^(?:\*{4} |copy: |.*(?:max-retries|Login failed|Access failed|not trusted))/

class LftpLog {
  readonly session: SessionLog
  readonly #mark: string | undefined

  constructor({ mark, implicit = false }: MarkedLogOptions) {
    this.#mark = mark
    this.session = new SessionLog({ implicit, tellsData: true })
  }

  line({ at, text }: TimedLine): void {
    const { session } = this
    session.at = at
    const found = markOf(text, this.#mark)
    if (found !== null) return takeMark(session, found)
    if (text.startsWith('---> ')) return session.command(text.slice(5))
    if (text.startsWith('<--- ')) return session.reply(text.slice(5))
    if (text.startsWith('---- ')) return this.#note(text.slice(5))
    const [, why = text] = fatal.exec(text) ?? []
    if (trouble.test(why)) return session.failed(session.role, why)
    if (fatal.test(text) || worthKeeping.test(text)) session.log(text)
  }

  #note(text: string): void {
    const { session } = this
    const control = /^Connecting to .* port (\d+)/.exec(text)
    if (control !== null) return session.connected(Number(control[1]))
    if (/^Data connection established/.test(text))
      return session.dataOpened(true)
    if (/^Accepted data connection/.test(text)) return session.dataOpened(true)
    if (/^Closing control socket/.test(text)) return session.close('client')
    if (/^Peer closed connection/.test(text)) session.close('server')
  }
}

/** With times, while lftp runs. */
export const readLftpLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => {
  const log = new LftpLog(options)
  for (const line of lines) log.line(line)
  return log.session.events
}

/** A pasted log; `at` is the line number. */
export const readLftpLog = (text: string): Event[] =>
  readLftpLines(timedLines(text))
