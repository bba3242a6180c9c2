/**
 * Reads what `wget -d` (1.19 to 1.21) prints of FTPS: text to events. Of TLS
 * it tells failures and that a session was offered, not whether it was taken.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

const trouble =
  /^(?:GnuTLS: |OpenSSL: |ERROR: (?:The certificate|cannot verify|no certificate|certificate common name))/
const notTrusted = /^(?:ERROR: )?(.*certificate (?:of|is) .*)$/i
/** the answer may stand on a later line, behind debug output */
const dialling = /^Connecting to \S+:(\d+)\.\.\. ?(.*)$/
const answered = /^(?:connected|failed: (.*?))\.?$/
const dataDialling = /^trying to connect to \S+ port \d+$/
const dataFailed = /^couldn't connect to .*? port \d+: (.*)$/
const worthKeeping =
  /^(?:Resuming SSL|Unable to|Error in|Login incorrect|Giving up|.*Data transfer aborted|.*non-properly terminated|.*(?:[Tt]imed out|refused|closed))/

class WgetLog {
  readonly session: SessionLog
  readonly #mark: string | undefined
  /** being dialled */
  #port: number | null = null

  constructor({ mark, ...options }: MarkedLogOptions) {
    this.#mark = mark
    this.session = new SessionLog(options)
  }

  line({ at, text }: TimedLine): void {
    const { session } = this
    session.at = at
    const found = markOf(text, this.#mark)
    if (found !== null) return takeMark(session, found)
    if (text.startsWith('--> ')) return session.command(text.slice(4))
    if (session.replying || /^\d{3}[ -]\S/.test(text))
      return session.reply(text)
    if (this.#dials(text)) return
    const failed = dataFailed.exec(text)
    if (failed !== null) return session.openFailed('data', failed[1] ?? '')
    if (dataDialling.test(text)) return
    if (trouble.test(text) || notTrusted.test(text))
      return session.failed(session.role, text)
    if (/Read error .* timed out|Control connection closed/.test(text))
      session.timedOut('a reply')
    if (worthKeeping.test(text)) session.log(text)
  }

  #dials(text: string): boolean {
    const [, port, rest = ''] = dialling.exec(text) ?? []
    if (port !== undefined) this.#port = Number(port)
    if (this.#port === null) return false
    const answer = answered.exec(port === undefined ? text : rest)
    if (answer === null) return port !== undefined
    const [, why] = answer
    if (why === undefined) this.session.connected(this.#port)
    else this.session.openFailed('control', why)
    this.#port = null
    return true
  }
}

/** With times, while wget runs. */
export const readWgetLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => {
  const log = new WgetLog(options)
  for (const line of lines) log.line(line)
  return log.session.events
}

/** A pasted log; `at` is the line number. */
export const readWgetLog = (text: string): Event[] =>
  readWgetLines(timedLines(text))
