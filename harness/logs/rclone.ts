/**
 * Reads what `rclone -vv --dump headers` prints of its ftp backend, 1.5x and
 * later: text to events. Lines are Go string literals behind a time.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { timedLines, type TimedLine } from './timed-line.js'

const line =
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:DEBUG|INFO|NOTICE|ERROR) *: (.*)$/
/** quotes may have gone with a secret */
const said = /^FTP (Tx|Rx): "?(.*?)"?$/
const dialling = /: dial\("tcp","(.*):(\d+)"\)$/
const dialled = /: > dial: conn=(\S+), err=(.*)$/
const tlsTrouble = /\b(?:(?:remote error: )?tls: |x509: |local error: tls)/

const literal = (text: string): string =>
  text.replace(/\\(["\\])/g, '$1').replace(/\\[a-z]\w*/g, ' ')

class RcloneLog {
  readonly session: SessionLog
  readonly #mark: string | undefined
  /** rclone dials once per connection; the first one of a login is control */
  #port: number | null = null
  #control = false
  #lastTrouble = ''

  constructor({ mark, ...options }: MarkedLogOptions) {
    this.#mark = mark
    this.session = new SessionLog(options)
  }

  line({ at, text }: TimedLine): void {
    const { session } = this
    session.at = at
    const found = markOf(text, this.#mark)
    if (found !== null) return takeMark(session, found)
    const body = line.exec(text)?.[1] ?? text
    const [, way, told = ''] = said.exec(body) ?? []
    if (way === 'Tx') return session.command(literal(told))
    if (way === 'Rx') return session.reply(literal(told))
    if (/: Connecting to FTP server$/.test(body)) {
      this.#control = true
      return
    }
    const dial = dialling.exec(body)
    if (dial !== null) {
      this.#port = Number(dial[2])
      return
    }
    const answer = dialled.exec(body)
    if (answer !== null) return this.#dialled(answer[2] ?? '')
    if (tlsTrouble.test(body)) return this.#trouble(body.trim())
    if (/^(?:\t|.*(?:ERROR|Failed|failed|error))/.test(text)) session.log(body)
  }

  #dialled(error: string): void {
    const role = this.#control ? 'control' : 'data'
    this.#control = false
    if (error !== '<nil>') return this.session.openFailed(role, error)
    if (role === 'control') this.session.connected(this.#port ?? undefined)
  }

  /** It tells the same trouble up to three times. */
  #trouble(text: string): void {
    const core = /(?:remote error: )?(?:tls|x509): .*$/.exec(text)?.[0] ?? text
    if (core === this.#lastTrouble) return
    this.#lastTrouble = core
    this.session.failed(this.session.role, core)
  }
}

/** With times, while rclone runs. */
export const readRcloneLines = (
  lines: Iterable<TimedLine>,
  options: MarkedLogOptions = {},
): Event[] => {
  const log = new RcloneLog(options)
  for (const one of lines) log.line(one)
  return log.session.events
}

/** A pasted log; `at` is the line number. */
export const readRcloneLog = (text: string): Event[] =>
  readRcloneLines(timedLines(text))
