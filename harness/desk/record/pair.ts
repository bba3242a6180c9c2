/**
 * A data connection through the recorder: two TCP connections that do to each
 * other what their far ends do. Its first bytes tell whether it is under TLS.
 */
import type { Socket } from 'node:net'
import type { SecureVersion } from 'node:tls'
import type { EventBody, Side } from '../../model.js'
import type { RelayedConnection } from '../../relay-connection.js'
import { Leg, type ServerTerms } from './leg.js'

export interface PairInit {
  readonly client: Socket
  readonly server: Socket
  /** null: TLS is not ended here, it passes through */
  readonly terms: ServerTerms | null
  readonly tellers: Readonly<Record<Side, (body: EventBody) => void>>
  readonly relayed: RelayedConnection | null
  /** of the control connection to the server, for a client that resumed its own */
  readonly session: () => Buffer | undefined
}

const handshakeRecord = 22
const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

export class Pair {
  readonly #init: PairInit
  readonly #legs: Readonly<Record<Side, Leg>>
  readonly #waiting: Record<Side, Buffer[]> = { client: [], server: [] }
  readonly #ended: Record<Side, boolean | null> = { client: null, server: null }
  readonly #gone = new Set<Side>()
  /** both ends are closed */
  readonly over: Promise<void>
  #finish: () => void = () => undefined
  #state: 'unknown' | 'handshakes' | 'open' = 'unknown'

  constructor(init: PairInit) {
    this.#init = init
    this.over = new Promise(resolve => (this.#finish = resolve))
    this.#legs = { client: this.#leg('client'), server: this.#leg('server') }
    this.#legs.client.resume()
    this.#legs.server.resume()
  }

  destroy(): void {
    this.#legs.client.destroy('fin')
    this.#legs.server.destroy('fin')
  }

  #leg(side: Side): Leg {
    return new Leg(
      this.#init[side],
      other(side),
      this.#init.tellers[side],
      {
        bytes: bytes => this.#bytes(side, bytes),
        ended: notified => this.#end(side, notified),
        gone: how => this.#isGone(side, how),
      },
      true,
    )
  }

  #bytes(side: Side, bytes: Buffer): void {
    this.#init.relayed?.bytes(side, bytes)
    if (this.#state === 'unknown') {
      const { terms } = this.#init
      const tls = side === 'client' && bytes[0] === handshakeRecord
      if (terms !== null && tls) return void this.#secure(terms, bytes)
      this.#state = 'open'
    }
    if (this.#state === 'open') return this.#pass(side, bytes)
    this.#waiting[side].push(bytes)
    this.#legs[side].pause()
  }

  #pass(side: Side, bytes: Buffer): void {
    const to = this.#legs[other(side)]
    if (to.write(bytes)) return
    this.#legs[side].pause()
    to.drained(() => this.#legs[side].resume())
  }

  async #secure(terms: ServerTerms, early: Buffer): Promise<void> {
    this.#state = 'handshakes'
    const { client, server } = this.#legs
    try {
      const secured = await client.acceptTls(terms, early)
      await server.offerTls({
        serverName: secured.serverName,
        // what the client does is done: it resumed or it did not
        session: secured.resumed ? this.#init.session() : undefined,
        maxVersion: secured.version as SecureVersion,
        onSession: () => undefined,
      })
    } catch {
      return this.destroy()
    }
    this.#state = 'open'
    for (const side of ['client', 'server'] as const) {
      for (const bytes of this.#waiting[side].splice(0)) this.#pass(side, bytes)
      this.#legs[side].resume()
      const notified = this.#ended[side]
      if (notified !== null) this.#legs[other(side)].end(notified)
    }
  }

  #end(side: Side, notified: boolean): void {
    this.#init.relayed?.ended(side)
    this.#ended[side] = notified
    if (this.#state !== 'handshakes') this.#legs[other(side)].end(notified)
  }

  #isGone(side: Side, how: 'fin' | 'rst'): void {
    if (how === 'rst') this.#init.relayed?.reset(side)
    this.#gone.add(side)
    if (how === 'rst' || this.#ended[side] === null)
      this.#legs[other(side)].destroy(how)
    if (this.#gone.size === 2) this.#finish()
  }
}
