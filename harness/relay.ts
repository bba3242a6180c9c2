/**
 * A TCP relay in front of a real server, for clients that cannot be tapped:
 * passes bytes, FINs and RSTs on as they are and tells what it saw as
 * `relay-wire` events. Changes nothing and looks into nothing by itself; active
 * mode goes around it, as the server then dials the client.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { InteropError } from './errors.js'
import type { ConnectionRole, Event } from './model.js'
import { RelayedConnection, type Opened } from './relay-connection.js'
import type { Dialect } from './wire/dialogue.js'
import { resetSocket } from './wire/reset.js'
import { KeyLog } from './wire/secrets.js'

export interface RelayOptions {
  readonly listenAddress: string
  readonly target: { readonly host: string; readonly port: number }
  /** ports of the target that data connections may use */
  readonly dataPorts: readonly number[]
  /** local address of the connections to the target */
  readonly dialFrom?: string
  /** what the control connection speaks; default ftp */
  readonly dialect?: Dialect
  readonly now: () => number
}

export interface Relay {
  readonly host: string
  /** of the control connection */
  readonly port: number
  /** in order of time */
  events(): Event[]
  /** lines of a key log, also after the run: TLS 1.3 is read again with them */
  keylog(lines: string): void
  stop(): Promise<void>
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE'
      reject(
        new InteropError(taken ? 'FI_PORT_TAKEN' : 'FI_PERMISSION', {
          message: `relay cannot listen on ${host}:${port} (${cause.code ?? cause.message})`,
          hint: taken
            ? 'Let the server use other passive ports, or stop what listens there.'
            : 'Use an address of this host and a port above 1023.',
          cause,
        }),
      )
    })
    server.listen(port, host, resolve)
  })

const patienceMs = 1500
const pauseMs = 100

/**
 * In front of a server that the user named, the relay of another run may hold
 * the port for as long as a cell takes; ports that we allot are ours alone.
 */
const listenPatiently = async (
  make: () => Server,
  host: string,
  port: number,
): Promise<Server> => {
  for (let waited = 0; ; waited += pauseMs) {
    const server = make()
    try {
      await listen(server, host, port)
      return server
    } catch (error) {
      const taken =
        error instanceof InteropError && error.code === 'FI_PORT_TAKEN'
      if (!taken || waited >= patienceMs) throw error
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
}

const portOf = (server: Server): number => {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** What two sockets do to each other; returns when both are wired. */
const join = (
  client: Socket,
  server: Socket,
  seen: RelayedConnection,
): void => {
  const pass = (from: Socket, to: Socket, side: 'client' | 'server'): void => {
    from.on('data', (bytes: Buffer) => {
      seen.bytes(side, bytes)
      if (to.writable && !to.write(bytes)) from.pause()
    })
    to.on('drain', () => from.resume())
    from.on('end', () => {
      seen.ended(side)
      to.end()
    })
    from.on('error', () => {
      seen.reset(side)
      resetSocket(to)
    })
    from.on('close', () => {
      // closed without an error and without FIN: the other half is over too
      if (!from.readableEnded && !to.destroyed) to.destroy()
    })
  }
  pass(client, server, 'client')
  pass(server, client, 'server')
}

class TcpRelay implements Relay {
  readonly #options: RelayOptions
  readonly #connections: RelayedConnection[] = []
  readonly #sockets = new Set<Socket>()
  readonly #servers: Server[] = []
  readonly #keys = new KeyLog()

  constructor(options: RelayOptions) {
    this.#options = options
  }

  get host(): string {
    return this.#options.listenAddress
  }

  get port(): number {
    const [control] = this.#servers
    return control === undefined ? 0 : portOf(control)
  }

  async start(): Promise<void> {
    const { target, dataPorts } = this.#options
    await this.#open('control', 0, target.port)
    for (const port of dataPorts) await this.#open('data', port, port)
  }

  events(): Event[] {
    return this.#connections
      .flatMap(c => c.events())
      .sort((a, b) => a.at - b.at)
  }

  keylog(lines: string): void {
    this.#keys.add(lines)
    for (const c of this.#connections) c.readAgain()
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
    await Promise.all(closed)
  }

  async #open(
    role: ConnectionRole,
    port: number,
    targetPort: number,
  ): Promise<void> {
    const make = (): Server =>
      createServer({ allowHalfOpen: true, pauseOnConnect: true }, socket =>
        this.#accept(socket, role, targetPort),
      )
    const { listenAddress } = this.#options
    this.#servers.push(await listenPatiently(make, listenAddress, port))
  }

  #accept(client: Socket, role: ConnectionRole, port: number): void {
    const { target, dialFrom, dialect, now } = this.#options
    const seen = new RelayedConnection(
      this.#describe(role, client, port),
      now,
      this.#keys,
      dialect,
    )
    this.#connections.push(seen)
    const server = connect({
      host: target.host,
      port,
      allowHalfOpen: true,
      ...(dialFrom === undefined ? {} : { localAddress: dialFrom }),
    })
    this.#track(client)
    this.#track(server)
    const refused = (error: NodeJS.ErrnoException): void => {
      seen.refused(error.code ?? 'ERROR', error.message)
      resetSocket(client)
    }
    server.once('error', refused)
    server.once('connect', () => {
      server.off('error', refused)
      join(client, server, seen)
      client.resume()
    })
    client.on('error', () => {
      if (server.connecting) server.destroy()
    })
  }

  #describe(role: ConnectionRole, client: Socket, serverPort: number): Opened {
    const controls = this.#connections.filter(c => c.role === 'control')
    const control = controls.at(-1)?.ordinal
    return {
      role,
      ordinal:
        role === 'control'
          ? controls.length + 1
          : this.#connections.length - controls.length + 1,
      clientPort: client.remotePort ?? 0,
      serverPort,
      ...(role === 'data' && control !== undefined ? { control } : {}),
    }
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}

export const startRelay = async (options: RelayOptions): Promise<Relay> => {
  const relay = new TcpRelay(options)
  try {
    await relay.start()
    return relay
  } catch (error) {
    await relay.stop()
    throw error
  }
}
