/**
 * What the relay saw of one connection, as events. Keeps the first bytes of
 * both directions, so that they can be read again when secrets come late.
 */
import type {
  ConnectionRole,
  Event,
  EventBody,
  Side,
  Vantage,
} from './model.js'
import type { Dialect } from './wire/dialogue.js'
import type { KeyLog } from './wire/secrets.js'
import { DataObserver, SessionObserver } from './wire/session.js'

export interface Opened {
  readonly role: ConnectionRole
  readonly ordinal: number
  readonly clientPort: number
  readonly serverPort: number
  readonly control?: number
  /** the address that the client dialled */
  readonly serverAddress?: string
  /** default relay-wire; a capture on one side of a network is that side's */
  readonly vantage?: Vantage
  /** of a data connection; default passive */
  readonly mode?: 'passive' | 'active'
  /** told at once; what late secrets make readable is told by events() only */
  readonly live?: (event: Event) => void
}

/** kept per direction */
const longestRecord = 64 * 1024

type Step =
  | { readonly at: number; readonly side: Side; readonly bytes: Buffer }
  | { readonly at: number; readonly side: Side; readonly bytes: null }

type Observer = SessionObserver | DataObserver

export class RelayedConnection {
  readonly role: ConnectionRole
  readonly ordinal: number
  readonly #vantage: Vantage
  readonly #now: () => number
  readonly #keys: KeyLog
  readonly #dialect: Dialect | undefined
  /** of the connection itself */
  readonly #own: Event[] = []
  /** of what passed through it */
  #seen: Event[] = []
  readonly #observer: Observer
  readonly #steps: Step[] = []
  readonly #kept: Record<Side, number> = { client: 0, server: 0 }
  /** since when `#steps` does not hold everything */
  #cutAt = Infinity
  #closed = false

  constructor(
    opened: Opened,
    now: () => number,
    keys: KeyLog,
    dialect?: Dialect,
  ) {
    this.role = opened.role
    this.ordinal = opened.ordinal
    this.#vantage = opened.vantage ?? 'relay-wire'
    this.#now = now
    this.#keys = keys
    this.#dialect = dialect
    const { clientPort, serverPort, control, serverAddress } = opened
    this.#own.push(
      this.#event(now(), {
        kind: 'open',
        dialled: opened.mode === 'active' ? 'server' : 'client',
        ...(opened.role === 'data'
          ? { mode: opened.mode ?? ('passive' as const) }
          : {}),
        clientPort,
        serverPort,
        ...(control === undefined ? {} : { control }),
        ...(serverAddress === undefined ? {} : { serverAddress }),
      }),
    )
    this.#observer = this.#newObserver(body => {
      const event = this.#event(this.#now(), body)
      this.#seen.push(event)
      opened.live?.(event)
    })
  }

  bytes(side: Side, bytes: Buffer): void {
    const at = this.#now()
    this.#kept[side] += bytes.length
    if (this.#kept[side] > longestRecord)
      this.#cutAt = Math.min(this.#cutAt, at)
    if (this.#cutAt === Infinity) this.#steps.push({ at, side, bytes })
    this.#observer.push(side, bytes)
  }

  ended(side: Side): void {
    this.#finish(side)
    this.#close(side, 'fin')
  }

  reset(side: Side): void {
    this.#close(side, 'rst')
    this.#finish('client')
    this.#finish('server')
  }

  refused(code: string, text: string): void {
    this.#own.push(
      this.#event(this.#now(), { kind: 'open-failed', code, text }),
    )
    this.#closed = true
  }

  events(): Event[] {
    return [...this.#own, ...this.#seen]
  }

  /** the kept bytes once more, with the secrets that are known by now */
  readAgain(): void {
    let at = 0
    const events: Event[] = []
    const observer = this.#newObserver(body => {
      events.push(this.#event(at, body))
    })
    for (const step of this.#steps) {
      at = step.at
      if (step.bytes === null) observer.end(step.side)
      else observer.push(step.side, step.bytes)
    }
    const later = this.#seen.filter(e => e.at >= this.#cutAt)
    this.#seen = [...events.filter(e => e.at < this.#cutAt), ...later]
  }

  #newObserver(emit: (body: EventBody) => void): Observer {
    const dialect = this.#dialect
    const options = {
      emit,
      keys: this.#keys,
      ...(dialect === undefined ? {} : { dialect }),
    }
    return this.role === 'control'
      ? new SessionObserver(options)
      : new DataObserver(options)
  }

  #finish(side: Side): void {
    this.#observer.end(side)
    if (this.#cutAt === Infinity)
      this.#steps.push({ at: this.#now(), side, bytes: null })
  }

  #close(by: Side, how: 'fin' | 'rst'): void {
    if (this.#closed) return
    this.#closed = true
    this.#own.push(this.#event(this.#now(), { kind: 'close', by, how }))
  }

  #event(at: number, body: EventBody): Event {
    const { role, ordinal } = this
    return { at, from: this.#vantage, role, ordinal, body }
  }
}
