/**
 * A real server at the desk: a relay stands in front of it, so that its wire
 * is seen, and its log tells what TLS hides. Its sessions are told apart by
 * their client's address, so two at once from one address are not judged.
 */
import type { Clock, Event, Listener, Point } from '../model.js'
import { KeyLog } from '../wire/secrets.js'
import type { Desk } from './desk.js'
import type { DeskPeer } from './judged.js'
import { Recorder, type RecordedStory } from './record/recorder.js'
import { Story } from './record/story.js'

export interface RealWatch {
  readonly listener: Listener
  readonly host: string
  readonly port: number
  readonly desk: Desk
  readonly clock: Clock
  readonly server: DeskPeer
  readonly client: DeskPeer
  readonly implicit: boolean
  readonly point: Point
  readonly ended: () => void
}

export interface RealServed {
  readonly port: number
  stop(): Promise<void>
  drained(): Promise<void>
}

/** a daemon writes its log a little later than it speaks */
const logLagMs = 300
const drainedWithinMs = 4000

/** The log's dialogue is what TLS hid from the relay. */
const hidden = ({ body }: Event): boolean =>
  body.kind === 'command' || body.kind === 'reply' || body.kind === 'log'

class Sessions {
  readonly #watch: RealWatch
  /** sessions of each address that wait for their log */
  readonly #waiting = new Map<string, Set<() => void>>()
  #count = 0
  open = 0

  constructor(watch: RealWatch) {
    this.#watch = watch
  }

  begin(address: string, port: number): RecordedStory {
    const { desk, clock, listener } = this.#watch
    const number = (this.#count += 1)
    this.open += 1
    const start = clock.now()
    const now = (): number => Math.round((clock.now() - start) * 100) / 100
    desk.note(number, `a client from ${address}:${port}`)
    for (const next of this.#waiting.get(address) ?? []) next()
    const observation = listener.observe({ address, clock: { now } })
    const story = new Story({
      now,
      keys: new KeyLog(),
      show: (_leg, event) => desk.show(number, event),
      note: () => undefined,
    })
    const over = async (alone: boolean): Promise<void> => {
      const durationMs = now()
      const until = await this.#logIsWritten(address, now)
      const logged = alone ? await observation.events() : []
      observation.end()
      const mine = logged.filter(
        e => e.ordinal === 1 && (e.role === 'control' || e.at < until),
      )
      const more = logged.filter(
        e => e.ordinal > 1 && e.role === 'data' && e.at < until,
      )
      this.#end(number, alone, [...story.events('client'), ...mine, ...more], {
        logged: mine,
        durationMs,
      })
    }
    return { story, over: alone => void over(alone) }
  }

  /** When the next session of that address began, or now. */
  async #logIsWritten(address: string, now: () => number): Promise<number> {
    const waiting = this.#waiting.get(address) ?? new Set()
    this.#waiting.set(address, waiting)
    let until = Infinity
    const next = (): void => {
      until = Math.min(until, now())
    }
    waiting.add(next)
    await new Promise(resolve => setTimeout(resolve, logLagMs))
    waiting.delete(next)
    if (waiting.size === 0) this.#waiting.delete(address)
    return Math.min(until, now())
  }

  #end(
    number: number,
    alone: boolean,
    events: readonly Event[],
    told: { readonly logged: readonly Event[]; readonly durationMs: number },
  ): void {
    const { desk, server, client, implicit, point, ended } = this.#watch
    this.open -= 1
    if (alone) {
      desk.note(number, 'the log of the server:')
      for (const event of told.logged.filter(hidden)) desk.show(number, event)
      const { durationMs } = told
      const kind = 'serve'
      desk.ended({
        ...{ kind, number, server, client, implicit, point, durationMs },
        events,
      })
    } else
      desk.note(
        number,
        'not judged: another session of this address was open at once, and the log of a real server cannot tell them apart',
      )
    ended()
  }
}

export const serveReal = async (watch: RealWatch): Promise<RealServed> => {
  const { listener, host, port, clock } = watch
  const sessions = new Sessions(watch)
  const recorder = new Recorder({
    host,
    port,
    target: { host: listener.host, port: listener.port },
    terms: null,
    dataPorts: listener.relay?.dataPorts ?? [],
    began: (address, from) => sessions.begin(address, from),
    unreachable: ({ over }) => over(true),
  })
  try {
    await recorder.start()
  } catch (error) {
    await recorder.stop()
    throw error
  }
  return {
    port: recorder.port,
    stop: () => recorder.stop(),
    drained: async () => {
      const until = clock.now() + drainedWithinMs
      while (sessions.open > 0 && clock.now() < until)
        await new Promise(resolve => setTimeout(resolve, 20))
    },
  }
}
