/**
 * Where the connections of one recorded session put what they tell. When TLS
 * ends at us there are two legs with a handshake each, so two stories: on the
 * client's leg we are the server's end, on the server's leg the client's.
 */
import type {
  ConnectionRole,
  Event,
  EventBody,
  Side,
  Vantage,
} from '../../model.js'
import { RelayedConnection, type Opened } from '../../relay-connection.js'
import type { KeyLog } from '../../wire/secrets.js'

export interface StoryInit {
  readonly now: () => number
  readonly keys: KeyLog
  readonly show: (leg: Side, event: Event) => void
  readonly note: (text: string) => void
}

const vantages: Readonly<Record<Side, Vantage>> = {
  client: 'server-wire',
  server: 'client-wire',
}

/** a session that says more than that is cut short in its story, not in fact */
const mostEvents = 20_000

export class Story {
  readonly #init: StoryInit
  readonly #legs: Record<Side, Event[]> = { client: [], server: [] }
  readonly #relayed: RelayedConnection[] = []
  #data = 0

  constructor(init: StoryInit) {
    this.#init = init
  }

  nextData(): number {
    this.#data += 1
    return this.#data
  }

  note(text: string): void {
    this.#init.note(text)
  }

  teller(
    leg: Side,
    role: ConnectionRole,
    ordinal: number,
  ): (body: EventBody) => void {
    const events = this.#legs[leg]
    return body => {
      if (events.length >= mostEvents) return
      const at = this.#init.now()
      const event: Event = { at, from: vantages[leg], role, ordinal, body }
      events.push(event)
      this.#init.show(leg, event)
    }
  }

  /** TLS passes through: one story, of what the relay sees */
  relayed(opened: Omit<Opened, 'live'>): RelayedConnection {
    const seen = new RelayedConnection(
      { ...opened, live: event => this.#init.show('client', event) },
      this.#init.now,
      this.#init.keys,
    )
    this.#relayed.push(seen)
    return seen
  }

  /** what late secrets make readable is read */
  readAgain(): void {
    for (const one of this.#relayed) one.readAgain()
  }

  events(leg: Side): readonly Event[] {
    return [
      ...this.#legs[leg],
      ...(leg === 'client' ? this.#relayed.flatMap(c => c.events()) : []),
    ].sort((a, b) => a.at - b.at)
  }
}
