/** Sessions of an emulated server, told apart by the server itself. */
import type { Clock, Event, Listener, Point } from '../model.js'
import type { Desk } from './desk.js'
import type { DeskPeer } from './judged.js'

export interface Watch {
  readonly desk: Desk
  readonly clock: Clock
  readonly server: DeskPeer
  readonly client: (address: string) => DeskPeer
  readonly implicit: boolean
  readonly point: Point
  /** after the verdict of each */
  readonly ended: () => void
}

export interface Watched {
  /** every session has had its verdict */
  drained(): Promise<void>
}

const drainedWithinMs = 3000

export const watchSessions = (listener: Listener, watch: Watch): Watched => {
  const { desk, clock, server, implicit } = watch
  let count = 0
  let open = 0
  listener.watch?.({
    now: clock.now,
    opened: ({ address, port }) => {
      const number = (count += 1)
      const start = clock.now()
      const events: Event[] = []
      open += 1
      desk.note(number, `a client from ${address}:${port}`)
      return {
        event: event => {
          const mine = { ...event, at: event.at - start }
          events.push(mine)
          desk.show(number, mine)
        },
        ended: () => {
          open -= 1
          desk.ended({
            kind: 'serve',
            number,
            server,
            client: watch.client(address),
            implicit,
            point: watch.point,
            events,
            durationMs: clock.now() - start,
          })
          watch.ended()
        },
      }
    },
  })
  return {
    drained: async () => {
      const until = clock.now() + drainedWithinMs
      while (open > 0 && clock.now() < until)
        await new Promise(resolve => setTimeout(resolve, 10))
    },
  }
}
