/** Listens in a server's place and makes a recorded session of each client. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { cannotListen } from '../../errors.js'
import { isLoopbackAddress, plainAddress } from '../peers.js'
import type { ServerTerms } from './leg.js'
import { RecordedSession } from './session.js'
import type { Story } from './story.js'

export interface RecorderInit {
  readonly host: string
  readonly port: number
  readonly target: { readonly host: string; readonly port: number }
  /** null: TLS passes through */
  readonly terms: ServerTerms | null
  /** ports of the server that data connections use, when TLS hides which */
  readonly dataPorts: readonly number[]
  /** a client has come */
  readonly began: (address: string, port: number) => RecordedStory
  /** the server could not be reached for it */
  readonly unreachable: (story: RecordedStory, error: Error) => void
}

export interface RecordedStory {
  readonly story: Story
  /** the session is over; `alone`: no other one of that address was open */
  over(alone: boolean): void
}

interface Held {
  readonly session: RecordedSession
  readonly address: string
  alone: boolean
}

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', cause => reject(cannotListen(host, port, cause)))
    server.listen(port, host, () => {
      const at = server.address()
      resolve(typeof at === 'object' && at ? at.port : port)
    })
  })

export class Recorder {
  readonly #init: RecorderInit
  readonly #servers: Server[] = []
  readonly #held = new Set<Held>()
  #port = 0

  constructor(init: RecorderInit) {
    this.#init = init
  }

  get port(): number {
    return this.#port
  }

  get open(): number {
    return this.#held.size
  }

  /** Throws FI_PORT_TAKEN or FI_PERMISSION. */
  async start(): Promise<void> {
    const { port, dataPorts } = this.#init
    this.#port = await this.#listen(port, socket => this.#accept(socket))
    for (const data of dataPorts)
      await this.#listen(data, socket => this.#adopt(socket, data))
  }

  async stop(): Promise<void> {
    const closed = this.#servers.map(
      server => new Promise<void>(resolve => server.close(() => resolve())),
    )
    for (const { session } of this.#held) session.destroy()
    await Promise.all(closed)
  }

  #listen(port: number, accept: (socket: Socket) => void): Promise<number> {
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true },
      accept,
    )
    this.#servers.push(server)
    return listen(server, this.#init.host, port)
  }

  #accept(client: Socket): void {
    const address = plainAddress(client.remoteAddress ?? '')
    const { target, terms } = this.#init
    const told = this.#init.began(address, client.remotePort ?? 0)
    client.on('error', () => undefined)
    const server = connect({
      ...target,
      allowHalfOpen: true,
      ...this.#from(address),
    })
    const refused = (error: Error): void => {
      this.#init.unreachable(told, error)
      client.destroy()
    }
    server.once('error', refused)
    client.once('close', () => {
      if (server.connecting) server.destroy()
    })
    server.once('connect', () => {
      server.off('error', refused)
      server.on('error', () => undefined)
      const others = [...this.#held].filter(
        h => h.address === address && h.session.open,
      )
      for (const other of others) other.alone = false
      const session = new RecordedSession({
        client,
        server,
        terms,
        story: told.story,
        over: () => {
          this.#held.delete(held)
          told.over(held.alone)
        },
      })
      const held: Held = { session, address, alone: others.length === 0 }
      this.#held.add(held)
    })
  }

  /** a server on this host sees a client of this host as it is */
  #from(address: string): { readonly localAddress?: string } {
    const { host } = this.#init.target
    return isLoopbackAddress(address) &&
      isLoopbackAddress(host) &&
      address.includes(':') === host.includes(':')
      ? { localAddress: address }
      : {}
  }

  #adopt(accepted: Socket, port: number): void {
    const address = plainAddress(accepted.remoteAddress ?? '')
    const mine = [...this.#held].filter(h => h.address === address)
    accepted.on('error', () => undefined)
    const [latest] = mine.slice(-1)
    if (latest === undefined) accepted.destroy()
    else latest.session.adopt(accepted, this.#init.target.host, port)
  }
}
