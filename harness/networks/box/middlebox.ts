/**
 * A network in the way of one listening server: takes connections in its
 * place and passes them on as the declaration says. With `watchedSides` it is
 * also a capture on either side of itself. Knows no product and reads no TLS.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { ConnectionRole, Event, Side } from '../../model.js'
import { RelayedConnection } from '../../relay-connection.js'
import type { Dialect } from '../../wire/dialogue.js'
import { resetSocket } from '../../wire/reset.js'
import { KeyLog } from '../../wire/secrets.js'
import { Through } from './connection.js'
import { listen } from './listen.js'
import { openHole, type Hole } from './hole.js'
import type { Endpoint, Network, Session, Watcher } from './network.js'

export interface MiddleboxOptions {
  readonly network: Network
  readonly target: Endpoint
  readonly listenAddress: string
  /** default: a free one */
  readonly listenPort?: number
  /** ports of the target that data connections may use */
  readonly dataPorts: readonly number[]
  /** local address of the connections to the target */
  readonly dialFrom?: string
  readonly now: () => number
  readonly dialect?: Dialect
  /** which sides of it are captured */
  readonly watchedSides?: readonly Side[]
}

interface Held {
  readonly address: string
  readonly control: Through
  readonly watcher: Watcher
  readonly ordinal: number
  readonly data: Set<Through>
  silent: boolean
}

const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

const vantage = { client: 'client-wire', server: 'server-wire' } as const

export class Middlebox {
  readonly host: string
  port = 0
  readonly #options: MiddleboxOptions
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  readonly #seen: RelayedConnection[] = []
  readonly #keys = new KeyLog()
  /** of each client address the latest, and the latest of all */
  readonly #sessions = new Map<string, Held>()
  #latest: Held | undefined
  #ordinals: Record<ConnectionRole, number> = { control: 0, data: 0 }
  #hole: Hole | undefined

  constructor(options: MiddleboxOptions) {
    this.#options = options
    this.host = options.listenAddress
  }

  async start(): Promise<void> {
    const { dataPorts, listenPort, network } = this.#options
    this.port = await this.#open('control', listenPort ?? 0)
    const blocked = network.behaviour.dataPorts
    if (blocked === 'dropped') this.#hole = await openHole(this.host, dataPorts)
    else if (blocked === undefined)
      for (const port of dataPorts) await this.#open('data', port)
  }

  /** what was captured, in order of time */
  events(): Event[] {
    return this.#seen.flatMap(c => c.events()).sort((a, b) => a.at - b.at)
  }

  keylog(lines: string): void {
    this.#keys.add(lines)
    for (const c of this.#seen) c.readAgain()
  }

  /** both ends have seen how it ended; what is held open takes `ms` */
  async settled(ms = 100): Promise<void> {
    const closed = [...this.#sockets].map(
      socket => new Promise(resolve => socket.once('close', resolve)),
    )
    await Promise.race([Promise.all(closed), sleep(ms)])
    // a socket of this process that was closed tells its owner a turn later
    await sleep(5)
  }

  async stop(): Promise<void> {
    const closed = this.#servers.map(
      server =>
        new Promise<void>(resolve => {
          if (server.listening) server.close(() => resolve())
          else resolve()
        }),
    )
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all([...closed, this.#hole?.stop()])
  }

  #open(role: ConnectionRole, port: number): Promise<number> {
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
      socket => this.#accept(role, socket, port),
    )
    this.#servers.push(server)
    return listen(server, this.host, port)
  }

  #accept(role: ConnectionRole, client: Socket, dataPort: number): void {
    const { target, dialFrom } = this.#options
    const port = role === 'control' ? target.port : dataPort
    const server = connect({
      host: target.host,
      port,
      allowHalfOpen: true,
      noDelay: true,
      ...(dialFrom === undefined ? {} : { localAddress: dialFrom }),
    })
    this.#track(client)
    this.#track(server)
    const seen = this.#watch(role, client, port)
    const refused = (error: NodeJS.ErrnoException): void => {
      for (const [, c] of seen) c.refused(error.code ?? 'ERROR', error.message)
      resetSocket(client)
    }
    server.once('error', refused)
    client.once('error', () => {
      if (server.connecting) server.destroy()
    })
    server.once('connect', () => {
      server.off('error', refused)
      this.#join(role, client, server, seen)
      client.resume()
    })
  }

  #join(
    role: ConnectionRole,
    client: Socket,
    server: Socket,
    seen: readonly (readonly [Side, RelayedConnection])[],
  ): void {
    const address = client.remoteAddress ?? ''
    const { behaviour } = this.#options.network
    const common = { client, server, now: this.#options.now, seen }
    const everywhere = behaviour.delivery ?? {}
    if (role === 'data') {
      const held = this.#sessions.get(address) ?? this.#latest
      const through = new Through({
        ...common,
        role,
        delivery: behaviour.dataDelivery ?? everywhere,
        look: held?.watcher.data,
      })
      if (held?.silent === true) through.silence()
      held?.data.add(through)
      client.once('close', () => held?.data.delete(through))
      return
    }
    const own: { held?: Held } = {}
    const control = new Through({
      ...common,
      role,
      delivery: everywhere,
      look: (path, from, bytes) => {
        const look = own.held?.watcher.control
        return look === undefined ? bytes : look(path, from, bytes)
      },
    })
    own.held = this.#begin(address, control)
  }

  #begin(address: string, control: Through): Held {
    const { network, now } = this.#options
    const data = new Set<Through>()
    const session: Session = {
      control,
      now,
      outside: this.host,
      silence: () => {
        held.silent = true
        for (const path of [control, ...data]) path.silence()
      },
      inward: to => this.#inward(to, held),
    }
    const held: Held = {
      address,
      control,
      data,
      silent: false,
      ordinal: this.#ordinals.control,
      watcher: network.behaviour.watch?.(session) ?? {},
    }
    this.#sessions.set(address, held)
    this.#latest = held
    return held
  }

  /** one connection of the server to a client behind the network */
  async #inward(to: Endpoint, held: Held): Promise<Endpoint> {
    const host = this.#options.dialFrom ?? this.host
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
      inside => {
        server.close()
        const client = connect({
          ...to,
          allowHalfOpen: true,
          noDelay: true,
          localAddress: this.host,
        })
        this.#track(inside)
        this.#track(client)
        const refused = (): void => {
          resetSocket(inside)
        }
        client.once('error', refused)
        client.once('connect', () => {
          client.off('error', refused)
          const { behaviour } = this.#options.network
          const through = new Through({
            role: 'data',
            client,
            server: inside,
            now: this.#options.now,
            seen: [],
            delivery: behaviour.dataDelivery ?? behaviour.delivery ?? {},
            look: held.watcher.data,
          })
          held.data.add(through)
          inside.resume()
        })
      },
    )
    this.#servers.push(server)
    return { host, port: await listen(server, host, 0) }
  }

  #watch(
    role: ConnectionRole,
    client: Socket,
    serverPort: number,
  ): (readonly [Side, RelayedConnection])[] {
    this.#ordinals[role] += 1
    const ordinal = this.#ordinals[role]
    const { now, dialect, watchedSides } = this.#options
    return (watchedSides ?? []).map(side => {
      const seen = new RelayedConnection(
        {
          role,
          ordinal,
          clientPort: client.remotePort ?? 0,
          serverPort,
          vantage: vantage[side],
          ...(role === 'data' ? { control: this.#ordinals.control } : {}),
          ...(side === 'client' ? { serverAddress: this.host } : {}),
        },
        now,
        this.#keys,
        dialect,
      )
      this.#seen.push(seen)
      return [side, seen] as const
    })
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}

export const openMiddlebox = async (
  options: MiddleboxOptions,
): Promise<Middlebox> => {
  const box = new Middlebox(options)
  try {
    await box.start()
    return box
  } catch (error) {
    await box.stop()
    throw error
  }
}
