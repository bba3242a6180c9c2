/**
 * One listener per distinct option set, started when the first cell needs it
 * and kept while there is room; some more of the same for cells that would
 * have to wait for each other.
 */
import { dialledAs } from '../certificates.js'
import type { PlannedCell } from '../plan.js'
import { listenerKey } from '../plan.js'
import type {
  CertificateStore,
  Clock,
  Listener,
  ListenerSpec,
  ServerBackend,
  ServerInstance,
} from '../model.js'

/** Daemons kept at once per backend; emulated listeners cost next to nothing. */
const roomFor = (backend: string): number => (backend === 'embedded' ? 512 : 48)

/**
 * Listeners with the same options. A real client costs 40 ms of a core and
 * mostly waits, a daemon 20 ms to start: six keep two cores busy. A server
 * that the user runs is there once.
 */
export const copiesFor = (backend: string): number =>
  backend === 'real' ? 1 : backend === 'embedded' ? 16 : 6

interface Held {
  readonly listener: Promise<Listener>
  /** known once it has started */
  exclusive: boolean
  readonly backend: string
  users: number
  lastUse: number
  /** cells that must be alone wait here */
  turn: Promise<void>
  /** a cell wore it out: no other one may use it */
  worn: boolean
}

export interface Lease {
  readonly listener: Listener
  release(): Promise<void>
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
    const { announce } = how
    const announced =
      announce === undefined
        ? spec
        : {
            ...spec,
            announce,
            certificate: dialledAs(announce, spec.certificate),
          }
    const key = listenerKey({ ...planned, listener: announced })
    const { backend } = planned.cell.server
    let name = this.#choose(key, backend, how.alone)
    if (!this.#held.has(name)) {
      await this.#makeRoom(backend)
      // another cell may have started one meanwhile
      name = this.#choose(key, backend, how.alone)
    }
    const held = this.#held.get(name) ?? this.#start(name, planned, announced)
    const lease = await this.#use(held, how.alone)
    if (!held.worn) return lease
    // while this cell waited for its turn
    await lease.release()
    return this.lease(planned, how)
  }

  #start(name: string, planned: PlannedCell, spec: ListenerSpec): Held {
    const listener = this.#instance(planned).then(i => i.listen(spec))
    const held: Held = {
      listener,
      exclusive: false,
      backend: planned.cell.server.backend,
      users: 0,
      lastUse: 0,
      turn: Promise.resolve(),
      worn: false,
    }
    this.#held.set(name, held)
    listener.then(
      ({ exclusive }) => {
        held.exclusive = exclusive
      },
      // a listener that failed to start is tried anew by the next cell
      () => this.#held.delete(name),
    )
    return held
  }

  /** An idle one; one more where that saves a wait; the least used one. */
  #choose(key: string, backend: string, alone: boolean): string {
    let least: { readonly name: string; readonly held: Held } | undefined
    let free: string | undefined
    for (let i = 0; i < copiesFor(backend); i += 1) {
      const name = `${key} ${i}`
      const held = this.#held.get(name)
      if (held === undefined) {
        free ??= name
        continue
      }
      if (held.users === 0) return name
      if (least === undefined || held.users < least.held.users)
        least = { name, held }
    }
    if (least === undefined) return free ?? key
    const waits = alone || least.held.exclusive
    return waits && free !== undefined && !this.#isFull(backend)
      ? free
      : least.name
  }

  #isFull(backend: string): boolean {
    const mine = [...this.#held.values()].filter(h => h.backend === backend)
    return mine.length >= roomFor(backend)
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
        release: async () => {
          held.users -= 1
          if (listener.worn?.() === true) await this.#retire(held, listener)
          done()
        },
      }
    } catch (error) {
      held.users -= 1
      done()
      throw error
    }
  }

  async #retire(held: Held, listener: Listener): Promise<void> {
    held.worn = true
    for (const [name, other] of this.#held)
      if (other === held) this.#held.delete(name)
    if (held.users === 0) await listener.stop()
  }

  async #makeRoom(backend: string): Promise<void> {
    if (!this.#isFull(backend)) return
    const idle = [...this.#held]
      .filter(([, h]) => h.backend === backend && h.users === 0)
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
