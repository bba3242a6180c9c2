/**
 * TLS contexts of one listener and who may resume what. Knows nothing of FTP
 * and nothing of sockets.
 *
 * Tickets are as bound as their keys: one key for the listener is what vsftpd
 * has, a key per control connection proves descent. Session ids are kept per
 * control connection in either case.
 */
import { constants, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { TlsConfig } from './config.js'

/** What one control connection and its data connections share. */
export interface TlsScope {
  /** `modern`: the client offers TLS 1.3 */
  readonly contextFor: (modern: boolean) => SecureContext
  /** holds the session ids; given to TLSSocket as its `server` */
  readonly sessions: EventEmitter | null
  release(): void
}

const idsPerControl = 32
const pooledPairs = 64

export class TlsContexts {
  readonly #config: TlsConfig
  /** tickets that every client of the listener can use */
  readonly #shared: TicketPair | null
  readonly #withoutTickets: SecureContext | null
  readonly #pool: TicketPair[] = []

  /** Throws what OpenSSL says about a bad cipher string or certificate. */
  constructor(config: TlsConfig) {
    this.#config = config
    const { by, binding } = config.resumption
    const tickets = by === 'ticket'
    this.#withoutTickets = tickets ? null : makeContext(config, false)
    const pair = tickets ? new TicketPair(config) : null
    pair?.contextFor(false)
    this.#shared = binding === 'listener' ? pair : null
    if (binding === 'control' && pair !== null) this.#pool.push(pair)
  }

  scope(): TlsScope {
    const { by } = this.#config.resumption
    const plain = this.#withoutTickets
    const own = this.#shared !== null || by === 'none' ? null : this.#ownPair()
    let held = own
    return {
      sessions: by === 'none' ? null : sessionIds(),
      contextFor: modern => {
        // Node cannot resume a stateful TLS 1.3 session, a ticket of this
        // scope's own key can
        if (plain !== null && (own === null || !modern)) return plain
        const pair = this.#shared ?? own
        if (pair === null) throw new Error('no TLS context')
        return pair.contextFor(modern)
      },
      release: () => {
        if (held !== null && this.#pool.length < pooledPairs)
          this.#pool.push(held)
        held = null
      },
    }
  }

  /** Making a context costs 0.7 ms on Node 20, a new key for an old one 2 µs. */
  #ownPair(): TicketPair {
    const pair = this.#pool.pop() ?? new TicketPair(this.#config)
    pair.rekey()
    return pair
  }
}

/**
 * Two contexts with one ticket key. With a key callback, which Node always
 * sets, OpenSSL renews a TLS 1.3 ticket on resumption only when the callback
 * says so (2), while a server on plain OpenSSL always does: without this no
 * ticket would lie unread on a data connection. The callback is not told the
 * version, so TLS 1.3 has a context of its own.
 */
class TicketPair {
  readonly #config: TlsConfig
  #key = newKey()
  #old: SecureContext | null = null
  #modern: SecureContext | null = null

  constructor(config: TlsConfig) {
    this.#config = config
  }

  contextFor(modern: boolean): SecureContext {
    const { tls13Tickets: modernly } = this.#config.resumption
    const renewed = modernly === undefined ? 2 : 1
    if (modern && this.#config.maxVersion === 'TLSv1.3')
      return (this.#modern ??= this.#make(renewed, modernly !== 'none'))
    return (this.#old ??= this.#make(1, true))
  }

  rekey(): void {
    this.#key = newKey()
  }

  /** Without `issues` whoever offers TLS 1.3 gets no ticket. */
  #make(resumed: 1 | 2, issues: boolean): SecureContext {
    const context = makeContext(this.#config, true)
    const native = context.context as NativeContext
    native.enableTicketKeyCallback()
    native.onticketkeycallback = (name, _iv, issue) => {
      const { name: own, hmac, aes } = this.#key
      if (issue) return [issues ? 1 : 0, hmac, aes, own, randomBytes(part)]
      return [own.equals(name) ? resumed : 0, hmac, aes, own, empty]
    }
    return context
  }
}

interface TicketKey {
  readonly name: Buffer
  readonly hmac: Buffer
  readonly aes: Buffer
}

const part = 16
const empty = Buffer.alloc(part)
const newKey = (): TicketKey => ({
  name: randomBytes(part),
  hmac: randomBytes(part),
  aes: randomBytes(part),
})

/** Not documented; Node's own tests of renewal go this way. */
interface NativeContext {
  enableTicketKeyCallback(): void
  onticketkeycallback: (
    name: Buffer,
    iv: Buffer,
    issue: boolean,
  ) => readonly [0 | 1 | 2, Buffer, Buffer, Buffer, Buffer]
}

const makeContext = (config: TlsConfig, tickets: boolean): SecureContext =>
  createSecureContext(contextOptions(config, tickets))

const contextOptions = (config: TlsConfig, tickets: boolean) => {
  const { resumption, clientCertificate } = config
  const noTicket = tickets ? 0 : constants.SSL_OP_NO_TICKET
  return {
    cert: config.chainPem,
    key: config.keyPem,
    minVersion: config.minVersion,
    maxVersion: config.maxVersion,
    ciphers: config.ciphers,
    ...(config.groups === undefined ? {} : { ecdhCurve: config.groups }),
    // an empty list keeps Node from loading its own roots: they are no use
    // here and cost 0.4 ms per context
    ca:
      clientCertificate.authorities === ''
        ? []
        : [clientCertificate.authorities],
    secureOptions: (config.options ?? 0) | noTicket,
    sessionTimeout: resumption.lifetime,
    ...(resumption.idContext === false
      ? {}
      : { sessionIdContext: 'ftps-interop' }),
  }
}

const sessionIds = (): EventEmitter => {
  const known = new Map<string, Buffer>()
  const events = new EventEmitter()
  events.on('newSession', (id: Buffer, session: Buffer, done: () => void) => {
    known.set(id.toString('hex'), session)
    const oldest = known.keys().next()
    if (known.size > idsPerControl && !oldest.done) known.delete(oldest.value)
    done()
  })
  events.on(
    'resumeSession',
    (id: Buffer, done: (error: null, session: Buffer | null) => void) => {
      done(null, known.get(id.toString('hex')) ?? null)
    },
  )
  return events
}
