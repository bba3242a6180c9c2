/**
 * One connection through a middlebox: passes bytes, FIN and RST both ways
 * until the network cuts it or falls silent. Tells each side's story to those
 * who watch that side of it.
 */
import type { Socket } from 'node:net'
import type { ConnectionRole, Side } from '../../model.js'
import type { RelayedConnection } from '../../relay-connection.js'
import { resetSocket } from '../../wire/reset.js'
import { Lane } from './lane.js'
import type { Delivery, Look, Path } from './network.js'

/** a FIN that the network invents is answered within that, or never */
const lingerMs = 2000

export interface ThroughInit {
  readonly role: ConnectionRole
  readonly client: Socket
  readonly server: Socket
  readonly delivery: Delivery
  readonly now: () => number
  readonly look: Look | undefined
  /** what was seen on the client's side, and on the server's */
  readonly seen: readonly (readonly [Side, RelayedConnection])[]
}

const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

export class Through implements Path {
  readonly role: ConnectionRole
  readonly taken: Record<Side, number> = { client: 0, server: 0 }
  lastAt: number
  readonly #init: ThroughInit
  readonly #lanes: Record<Side, Lane>
  #open = true
  #silent = false

  constructor(init: ThroughInit) {
    this.#init = init
    this.role = init.role
    this.lastAt = init.now()
    this.#lanes = {
      client: this.#lane('client', init.client, init.server),
      server: this.#lane('server', init.server, init.client),
    }
    this.#join('client')
    this.#join('server')
  }

  cut(how: 'fin' | 'rst'): void {
    if (!this.#close()) return
    const { client, server } = this.#init
    for (const side of ['client', 'server'] as const)
      this.#tell(side, seen =>
        how === 'fin' ? seen.ended(other(side)) : seen.reset(other(side)),
      )
    for (const socket of [client, server])
      if (how === 'rst') resetSocket(socket)
      else {
        socket.end()
        socket.setTimeout(lingerMs, () => socket.destroy())
      }
  }

  silence(): void {
    this.#silent ||= this.#close()
  }

  #close(): boolean {
    if (!this.#open) return false
    this.#open = false
    this.#lanes.client.stop()
    this.#lanes.server.stop()
    // a lane may have paused them
    this.#init.client.resume()
    this.#init.server.resume()
    return true
  }

  /** from one side to the other */
  #lane(side: Side, from: Socket, to: Socket): Lane {
    const { delivery, now } = this.#init
    return new Lane({
      from,
      to,
      delivery,
      now,
      sent: what =>
        this.#tell(other(side), seen => {
          if (what === 'fin') seen.ended(side)
          else if (what === 'rst') seen.reset(side)
          else seen.bytes(side, what)
        }),
    })
  }

  #join(side: Side): void {
    const socket = side === 'client' ? this.#init.client : this.#init.server
    const far = side === 'client' ? this.#init.server : this.#init.client
    socket.on('data', (bytes: Buffer) => this.#take(side, socket, bytes))
    socket.on('end', () => {
      this.#tell(side, seen => seen.ended(side))
      if (this.#open) this.#lanes[side].end('fin')
      else if (!this.#silent) socket.end()
    })
    socket.on('error', () => {
      this.#tell(side, seen => seen.reset(side))
      if (!this.#open) return
      // nobody is there any more for what waits in the other direction
      this.#lanes[other(side)].stop()
      far.resume()
      this.#lanes[side].end('rst')
    })
    socket.on('close', () => {
      if (this.#open && !socket.readableEnded && !socket.errored)
        if (!far.destroyed) far.destroy()
    })
  }

  #take(side: Side, socket: Socket, bytes: Buffer): void {
    this.#tell(side, seen => seen.bytes(side, bytes))
    if (!this.#open) return
    this.taken[side] += bytes.length
    const { look, now } = this.#init
    const instead = look === undefined ? bytes : look(this, side, bytes)
    this.lastAt = now()
    if (!(instead instanceof Promise)) return this.#pass(side, instead)
    socket.pause()
    void instead.then(changed => {
      this.#pass(side, changed)
      socket.resume()
    })
  }

  #pass(side: Side, bytes: Buffer | null): void {
    if (this.#open && bytes !== null) this.#lanes[side].push(bytes)
  }

  #tell(at: Side, what: (seen: RelayedConnection) => void): void {
    for (const [side, seen] of this.#init.seen) if (side === at) what(seen)
  }
}
