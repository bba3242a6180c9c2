/**
 * Data connections that the dialogue agrees on: a port of ours for each, on
 * the side that will be dialled, and a connection to where it would have gone.
 * Dials nobody but the two hosts of the session.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { plainAddress } from '../peers.js'
import {
  activeLine,
  withAddress,
  type Address,
  type Command,
} from './ftp-lines.js'
import type { Pair } from './pair.js'
import type { Story } from './story.js'

export interface DoorsInit {
  readonly client: Socket
  readonly server: Socket
  readonly story: Story
  /** makes the pair and tells of it */
  readonly pair: (
    client: Socket,
    server: Socket,
    mode: 'passive' | 'active',
    ordinal: number,
  ) => Pair
  /** where the connection should have gone it could not */
  readonly failed: (
    accepted: Socket,
    mode: 'passive' | 'active',
    ordinal: number,
    port: number,
    error: NodeJS.ErrnoException,
  ) => void
  readonly changed: () => void
}

/** an agreed connection that nobody makes */
const forgottenMs = 120_000
const mostDoors = 64

export class Doors {
  readonly #init: DoorsInit
  readonly #servers = new Set<Server>()
  readonly #pairs = new Set<Pair>()

  constructor(init: DoorsInit) {
    this.#init = init
  }

  get open(): number {
    return this.#pairs.size
  }

  /** the reply as the client is to get it; null: as it is */
  async passive(reply: Buffer, address: Address): Promise<Buffer | null> {
    const { client, server, story } = this.#init
    const host = plainAddress(server.remoteAddress ?? '')
    if (address.host !== null && address.host !== host)
      story.note(
        `the server names ${address.host} for data: not followed, ${host} is dialled`,
      )
    const here = plainAddress(client.localAddress ?? '127.0.0.1')
    const port = await this.#listen(
      here,
      plainAddress(client.remoteAddress ?? ''),
      accepted =>
        this.#join(accepted, 'passive', {
          host,
          port: address.port,
          localAddress: plainAddress(server.localAddress ?? ''),
        }),
    )
    return port === null ? null : withAddress(reply, { host: here, port })
  }

  async active(command: Command, address: Address): Promise<Buffer | null> {
    const { client, server, story } = this.#init
    const host = plainAddress(client.remoteAddress ?? '')
    if (address.host !== host) {
      story.note(
        `the client names ${address.host ?? '?'} for data, not its own ${host}: passed on, not recorded`,
      )
      return null
    }
    const here = plainAddress(server.localAddress ?? '127.0.0.1')
    const port = await this.#listen(
      here,
      plainAddress(server.remoteAddress ?? ''),
      accepted =>
        this.#join(accepted, 'active', {
          host,
          port: address.port,
          localAddress: plainAddress(client.localAddress ?? ''),
        }),
    )
    return port === null ? null : activeLine(command.verb, { host: here, port })
  }

  /** a data connection that came to a port of its own */
  adopt(accepted: Socket, host: string, port: number): void {
    this.#join(accepted, 'passive', { host, port })
  }

  close(): void {
    for (const server of this.#servers) server.close()
    for (const pair of this.#pairs) pair.destroy()
  }

  #listen(
    host: string,
    from: string,
    accepted: (socket: Socket) => void,
  ): Promise<number | null> {
    if (this.#servers.size >= mostDoors) return Promise.resolve(null)
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true },
      socket => {
        socket.on('error', () => undefined)
        if (plainAddress(socket.remoteAddress ?? '') !== from) {
          socket.destroy()
          return
        }
        server.close()
        accepted(socket)
      },
    )
    this.#servers.add(server)
    const timer = setTimeout(() => server.close(), forgottenMs).unref()
    server.on('close', () => {
      clearTimeout(timer)
      this.#servers.delete(server)
    })
    return new Promise(resolve => {
      server.on('error', () => resolve(null))
      server.listen(0, host, () => {
        const at = server.address()
        resolve(typeof at === 'object' && at ? at.port : null)
      })
    })
  }

  #join(
    accepted: Socket,
    mode: 'passive' | 'active',
    to: {
      readonly host: string
      readonly port: number
      readonly localAddress?: string
    },
  ): void {
    const { story } = this.#init
    const ordinal = story.nextData()
    const dialled = connect({ ...to, allowHalfOpen: true })
    const refused = (error: NodeJS.ErrnoException): void => {
      this.#init.failed(accepted, mode, ordinal, to.port, error)
      accepted.resetAndDestroy()
    }
    dialled.once('error', refused)
    accepted.once('close', () => {
      if (dialled.connecting) dialled.destroy()
    })
    dialled.once('connect', () => {
      dialled.off('error', refused)
      dialled.on('error', () => undefined)
      const [client, server] =
        mode === 'passive' ? [accepted, dialled] : [dialled, accepted]
      const pair: Pair = this.#init.pair(client, server, mode, ordinal)
      this.#pairs.add(pair)
      pair.over.then(
        () => {
          this.#pairs.delete(pair)
          this.#init.changed()
        },
        () => undefined,
      )
    })
  }
}
