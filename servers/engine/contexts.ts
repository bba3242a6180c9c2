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
  readonly context: SecureContext
  /**
   * For clients that can speak TLS 1.3, where sessions go by id: Node cannot
   * resume a stateful TLS 1.3 session, a ticket of this scope's own key can
   */
  readonly context13: SecureContext | null
  /** holds the session ids; given to TLSSocket as its `server` */
  readonly sessions: EventEmitter | null
  release(): void
}

const ticketKeyBytes = 48
const idsPerControl = 32
const pooledContexts = 64

/** tls.Server.setTicketKeys goes through this handle; a bare context hides it. */
interface NativeContext {
  setTicketKeys(keys: Buffer): void
}

export class TlsContexts {
  readonly #config: TlsConfig
  readonly #ticketsFor: 'all' | 'tls13' | 'none'
  readonly #shared: SecureContext | null
  readonly #pool: SecureContext[] = []

  /** Throws what OpenSSL says about a bad cipher string or certificate. */
  constructor(config: TlsConfig) {
    this.#config = config
    const { by, binding } = config.resumption
    const first = createSecureContext(contextOptions(config, by === 'ticket'))
    const own = by === 'ticket' && binding === 'control'
    this.#shared = own ? null : first
    if (own) this.#pool.push(first)
    const has13 = by === 'session-id' && config.maxVersion === 'TLSv1.3'
    this.#ticketsFor = own ? 'all' : has13 ? 'tls13' : 'none'
  }

  scope(): TlsScope {
    const sessions = this.#config.resumption.by === 'none' ? null : sessionIds()
    const own = this.#ticketsFor === 'none' ? null : this.#own()
    const context = this.#shared ?? own ?? this.#own()
    let held = own
    return {
      context,
      context13: this.#shared === null ? null : own,
      sessions,
      release: () => {
        if (held !== null && this.#pool.length < pooledContexts)
          this.#pool.push(held)
        held = null
      },
    }
  }

  /** Making a context costs 0.7 ms on Node 20, a new key for an old one 2 µs. */
  #own(): SecureContext {
    const context =
      this.#pool.pop() ??
      createSecureContext(contextOptions(this.#config, true))
    const native = context.context as NativeContext
    native.setTicketKeys(randomBytes(ticketKeyBytes))
    return context
  }
}

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
    sessionIdContext: 'ftps-interop',
    ticketKeys: randomBytes(ticketKeyBytes),
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
