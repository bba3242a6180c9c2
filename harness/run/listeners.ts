/**
 * One listener per distinct option set, started when the first cell needs it
 * and kept while there is room.
 */
import type { PlannedCell } from '../plan.js'
import { listenerKey } from '../plan.js'
import type {
  CertificateStore,
  Clock,
  Listener,
  ServerBackend,
  ServerInstance,
} from '../model.js'

/** Daemons kept at once per backend; emulated listeners cost next to nothing. */
const roomFor = (backend: string): number => (backend === 'embedded' ? 512 : 48)

interface Held {
  readonly listener: Promise<Listener>
  readonly backend: string
  users: number
  lastUse: number
  /** cells that must be alone wait here */
  turn: Promise<void>
}

export interface Lease {
  readonly listener: Listener
  release(): void
}

export interface ListenersInit {
  readonly certificates: CertificateStore
  readonly clock: Clock
  readonly directoryFor: (name: string) => Promise<string>
}

export class Listeners {
  readonly #init: ListenersInit
  readonly #instances = new Map<ServerBackend, Promise<ServerInstance>>()
  readonly #held = new Map<string, Held>()
  #uses = 0

  constructor(init: ListenersInit) {
    this.#init = init
  }

  async #instance(planned: PlannedCell): Promise<ServerInstance> {
    const { backend, profile } = planned.serverLane
    if (backend === null) throw new Error(`no backend for ${profile.id}`)
    let instance = this.#instances.get(backend)
    if (instance === undefined) {
      instance = (async () =>
        backend.start({
          certificates: this.#init.certificates,
          directory: await this.#init.directoryFor(
            `${profile.id}-${backend.name}`,
          ),
          clock: this.#init.clock,
        }))()
      this.#instances.set(backend, instance)
    }
    return instance
  }

  /**
   * `alone`: no other cell uses the listener meanwhile, because its sessions
   * cannot be told apart by their address.
   */
  async lease(
    planned: PlannedCell,
    how: { readonly alone: boolean; readonly announce?: string },
  ): Promise<Lease> {
    const { listener: spec } = planned
    if (spec === null) throw new Error('a refused cell has no listener')
    const announced =
      how.announce === undefined ? spec : { ...spec, announce: how.announce }
    const key = listenerKey({ ...planned, listener: announced })
    let held = this.#held.get(key)
    if (held === undefined) {
      await this.#makeRoom(planned.cell.server.backend)
      held = this.#held.get(key)
    }
    if (held === undefined) {
      const started = this.#instance(planned).then(i => i.listen(announced))
      held = {
        listener: started,
        backend: planned.cell.server.backend,
        users: 0,
        lastUse: 0,
        turn: Promise.resolve(),
      }
      this.#held.set(key, held)
      // a listener that failed to start is tried anew by the next cell
      started.catch(() => this.#held.delete(key))
    }
    return this.#use(held, how.alone)
  }

  async #use(held: Held, alone: boolean): Promise<Lease> {
    held.users += 1
    held.lastUse = this.#uses += 1
    let done = (): void => undefined
    try {
      const listener = await held.listener
      if (alone || listener.exclusive) {
        const before = held.turn
        held.turn = new Promise(resolve => (done = resolve))
        await before
      }
      return {
        listener,
        release: () => {
          held.users -= 1
          done()
        },
      }
    } catch (error) {
      held.users -= 1
      done()
      throw error
    }
  }

  async #makeRoom(backend: string): Promise<void> {
    const mine = [...this.#held].filter(([, h]) => h.backend === backend)
    if (mine.length < roomFor(backend)) return
    const idle = mine
      .filter(([, h]) => h.users === 0)
      .sort(([, a], [, b]) => a.lastUse - b.lastUse)[0]
    if (idle === undefined) return
    this.#held.delete(idle[0])
    await (await idle[1].listener).stop()
  }

  async stop(): Promise<void> {
    const instances = await Promise.allSettled(this.#instances.values())
    this.#held.clear()
    this.#instances.clear()
    await Promise.allSettled(
      instances.map(i => (i.status === 'fulfilled' ? i.value.stop() : null)),
    )
  }
}
