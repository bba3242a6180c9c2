/**
 * Reads what lftp 4.9 prints with `debug 5` or more (`-d`): text to events.
 * It says nothing of TLS but failures, in the words of GnuTLS.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

const trouble = /^\*{4} ((?:gnutls_\w+|SSL_\w+|Certificate verification): .*)$/
const socketTrouble = /^\*{4} (?:Socket error \((.*)\)|connect: (.*))/
const worthKeeping =
  /^(?:\*{4} |copy: |gnutls_|\w+: (?:Fatal error|Login failed|Access failed))/
const silent = /^(?:Loaded \d+|---- (?:Resolving|\d+ address|Waiting|Socket))/

class LftpLog {
  readonly session: SessionLog
  readonly #mark: string | undefined
  /** a connection that is being made */
  #dialling: { readonly data: boolean; readonly port: number } | null = null

  constructor({ mark, ...options }: MarkedLogOptions) {
    this.#mark = mark
    this.session = new SessionLog({ ...options, tellsData: true })
  }

  line({ at, text }: TimedLine): void {
    const { session } = this
    session.at = at
    const found = markOf(text, this.#mark)
    if (found !== null) return takeMark(session, found)
    if (silent.test(text)) return
    const broken = socketTrouble.exec(text)
    if (broken !== null && this.#dialling !== null) {
      const role = this.#dialling.data ? 'data' : 'control'
      this.#dialling = null
      return session.openFailed(role, broken[1] ?? broken[2] ?? '')
    }
    this.#dialled()
    if (text.startsWith('---> ')) return session.command(text.slice(5))
    if (text.startsWith('<--- ')) return session.reply(text.slice(5))
    if (text.startsWith('---- ')) return this.#note(text.slice(5))
    if (text.startsWith('**** Timeout')) return session.timedOut('a reply')
    // QUOTE prints its reply bare
    if (session.awaitsReply && /^\d{3}[ -]/.test(text))
      return session.reply(text)
    if (session.replying) return session.reply(text)
    const why = trouble.exec(text)
    if (why !== null) return session.failed(session.role, why[1] ?? '')
    if (worthKeeping.test(text)) session.log(text)
  }

  /** lftp says that it dials, and goes on when it got through. */
  #dialled(): void {
    if (this.#dialling === null) return
    const { data, port } = this.#dialling
    this.#dialling = null
    if (data) this.session.dataOpened(true)
    else this.session.connected(port)
  }

  #note(text: string): void {
    const { session } = this
    const dialling = /^Connecting (data socket )?to .* port (\d+)/.exec(text)
    if (dialling !== null) {
      const [, data, port] = dialling
      this.#dialling = { data: data !== undefined, port: Number(port) }
      return
    }
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
