/**
 * The server end's story of each client address that somebody observes, and
 * of each session for a watcher. What nobody observes is not kept.
 */
import type {
  ClientKey,
  Clock,
  Event,
  EventBody,
  ServerObservation,
  SessionWatcher,
  StoredFile,
} from '../../harness/model.js'

const eventsPerObservation = 20_000

/** Where the connections of one client address put their events. */
export class Journal {
  readonly #clock: Clock
  readonly #events: Event[] = []
  #controls = 0
  #data = 0
  #users = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get unused(): boolean {
    return this.#users === 0
  }

  join(): void {
    this.#users++
  }

  leave(): void {
    this.#users--
  }

  all(): readonly Event[] {
    return [...this.#events]
  }

  /** Number of the connection, and the way to tell its story. */
  connection(role: 'control' | 'data'): {
    readonly ordinal: number
    readonly emit: (body: EventBody) => void
  } {
    const ordinal = role === 'control' ? ++this.#controls : ++this.#data
    const emit = (body: EventBody): void => {
      if (this.#events.length >= eventsPerObservation) return
      const at = this.#clock.now()
      this.#events.push({ at, from: 'server-wire', role, ordinal, body })
    }
    return { ordinal, emit }
  }
}

type Emit = (body: EventBody) => void

const silent = { ordinal: 0, emit: (): void => undefined }

/** What one control connection and its data connections tell. */
export interface SessionStory {
  readonly ordinal: number
  readonly emit: Emit
  /** of the next data connection */
  data(): Emit
}

/** what is still told when the last connection of a session was closed */
const lastWordsMs = 20

/** One session for a watcher: its control connection is always number 1. */
class WatchedSession {
  readonly #sink: ReturnType<SessionWatcher['opened']>
  readonly #now: () => number
  #data = 0
  #open = 0
  #told = 0

  constructor(watcher: SessionWatcher, address: string, port: number) {
    this.#sink = watcher.opened({ address, port })
    this.#now = () => watcher.now()
  }

  connection(role: 'control' | 'data'): Emit {
    const ordinal = role === 'control' ? 1 : ++this.#data
    this.#open++
    return body => this.#event(role, ordinal, body)
  }

  #event(role: 'control' | 'data', ordinal: number, body: EventBody): void {
    if (this.#told < eventsPerObservation) {
      this.#told++
      const mine =
        body.kind === 'open' && role === 'data' ? { ...body, control: 1 } : body
      const at = this.#now()
      this.#sink.event({ at, from: 'server-wire', role, ordinal, body: mine })
    }
    if (body.kind !== 'close' || --this.#open > 0) return
    setTimeout(() => {
      if (this.#open === 0) this.#sink.ended()
    }, lastWordsMs)
  }
}

export class Observations {
  readonly #byAddress = new Map<string, Journal>()
  #watcher: SessionWatcher | null = null

  /** from now on every session is told to it, besides */
  watch(watcher: SessionWatcher): void {
    this.#watcher = watcher
  }

  observe(
    { address, clock }: ClientKey,
    stored: (name: string) => StoredFile | null,
  ): ServerObservation {
    const journal = this.#byAddress.get(address) ?? new Journal(clock)
    this.#byAddress.set(address, journal)
    journal.join()
    let open = true
    return {
      events: () => Promise.resolve(journal.all()),
      stored: name => Promise.resolve(stored(name)),
      end: () => {
        if (!open) return
        open = false
        journal.leave()
        if (journal.unused) this.#byAddress.delete(address)
      },
    }
  }

  session(address: string, port = 0): SessionStory {
    const observed = this.#connection(address, 'control')
    if (this.#watcher === null)
      return {
        ...observed,
        data: () => this.#connection(address, 'data').emit,
      }
    const watched = new WatchedSession(this.#watcher, address, port)
    const both =
      (one: Emit, other: Emit): Emit =>
      body => {
        one(body)
        other(body)
      }
    return {
      ordinal: observed.ordinal,
      emit: both(observed.emit, watched.connection('control')),
      data: () =>
        both(
          this.#connection(address, 'data').emit,
          watched.connection('data'),
        ),
    }
  }

  #connection(
    address: string,
    role: 'control' | 'data',
  ): ReturnType<Journal['connection']> {
    return this.#byAddress.get(address)?.connection(role) ?? silent
  }
}
