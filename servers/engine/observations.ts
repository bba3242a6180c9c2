/**
 * The server end's story of each client address that somebody observes. What
 * nobody observes is not kept.
 */
import type {
  ClientKey,
  Clock,
  Event,
  EventBody,
  ServerObservation,
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

const silent = { ordinal: 0, emit: (): void => undefined }

export class Observations {
  readonly #byAddress = new Map<string, Journal>()

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

  connection(
    address: string,
    role: 'control' | 'data',
  ): ReturnType<Journal['connection']> {
    return this.#byAddress.get(address)?.connection(role) ?? silent
  }
}
