/** Collects what the client end sees, in order. */
import type {
  Clock,
  ConnectionRole,
  Event,
  EventBody,
  Vantage,
} from '../../model.js'

export class Recorder {
  readonly events: Event[] = []
  readonly #clock: Clock
  readonly #opened: Record<ConnectionRole, number> = { control: 0, data: 0 }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  /** The ordinal of a connection that is about to be opened. */
  next(role: ConnectionRole): number {
    this.#opened[role] += 1
    return this.#opened[role]
  }

  record(
    role: ConnectionRole,
    ordinal: number,
    body: EventBody,
    from: Vantage = 'client-wire',
  ): void {
    this.events.push({ at: this.#clock.now(), from, role, ordinal, body })
  }
}
