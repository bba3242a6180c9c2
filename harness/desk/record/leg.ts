/**
 * One TCP connection with one end of it in our hands: the client's, where we
 * play the server, or the server's, where we play the client. Clear or under
 * TLS, told as events. Knows no FTP.
 */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import {
  connect as connectTls,
  TLSSocket,
  type SecureContext,
  type SecureVersion,
} from 'node:tls'
import type { EventBody, Side, TlsVersion } from '../../model.js'
import { resetSocket } from '../../wire/reset.js'
import { Tap } from '../../wire/tap.js'

/** of one connection: what `Side` sent, in clear or out of its TLS */
export interface LegSink {
  readonly bytes: (bytes: Buffer) => void
  /** `notified`: its TLS was ended with close_notify, or it had none */
  readonly ended: (notified: boolean) => void
  readonly gone: (how: 'fin' | 'rst') => void
}

export interface ServerTerms {
  readonly context: SecureContext
  readonly sessions: EventEmitter
}

export interface ClientTerms {
  readonly serverName: string | undefined
  readonly session: Buffer | undefined
  readonly maxVersion: SecureVersion
  readonly onSession: (session: Buffer) => void
}

export interface Secured {
  readonly version: TlsVersion
  readonly resumed: boolean
  readonly serverName: string | undefined
}

const lingerMs = 2000

export class Leg {
  readonly raw: Socket
  readonly #local: Side
  readonly #emit: (body: EventBody) => void
  readonly #sink: LegSink
  /** tells how many bytes passed: a data connection */
  readonly #counts: boolean
  #tls: TLSSocket | null = null
  #tap: Tap | null = null
  #notified = false
  #first: { by: Side; how: 'fin' | 'rst' } | null = null
  #gone = false
  readonly #payload: Record<Side, number> = { client: 0, server: 0 }

  constructor(
    raw: Socket,
    local: Side,
    emit: (body: EventBody) => void,
    sink: LegSink,
    counts: boolean,
  ) {
    this.raw = raw
    this.#local = local
    this.#emit = emit
    this.#sink = sink
    this.#counts = counts
    raw.setNoDelay(true)
    raw.on('data', (bytes: Buffer) => {
      if (this.#tap === null) this.#take(bytes)
    })
    raw.on('end', () => {
      this.#closing(this.#remote, 'fin')
      if (this.#tap === null) sink.ended(true)
    })
    raw.on('error', () => this.#closing(this.#remote, 'rst'))
    raw.on('close', () => this.#closed())
  }

  get secure(): boolean {
    return this.#tap !== null
  }

  get #remote(): Side {
    return this.#local === 'client' ? 'server' : 'client'
  }

  pause(): void {
    ;(this.#tls ?? this.raw).pause()
  }

  resume(): void {
    ;(this.#tls ?? this.raw).resume()
  }

  /** false: wait for `drained` before more */
  write(bytes: Buffer): boolean {
    const stream = this.#tls ?? this.raw
    this.#payload[this.#local] += bytes.length
    return stream.writable ? stream.write(bytes) : true
  }

  drained(then: () => void): void {
    ;(this.#tls ?? this.raw).once('drain', then)
  }

  /** we are the server; `early`: bytes already read that belong to TLS */
  acceptTls(terms: ServerTerms, early?: Buffer): Promise<Secured> {
    const tap = this.#newTap()
    const socket = new TLSSocket(tap, {
      isServer: true,
      secureContext: terms.context,
      // TLSSocket asks it for sessions by id and needs no more of a tls.Server
      server: terms.sessions as never,
    })
    if (early !== undefined) setImmediate(() => tap.unshiftRaw(early))
    return this.#begin(tap, socket, 'secure')
  }

  /** we are the client */
  offerTls(terms: ClientTerms): Promise<Secured> {
    const tap = this.#newTap()
    const socket = connectTls({
      socket: tap,
      // it is looked at, not believed: the recording says what it showed
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: terms.maxVersion,
      // what it talks to may be old
      ciphers: 'DEFAULT:@SECLEVEL=0',
      ...(terms.serverName === undefined
        ? {}
        : { servername: terms.serverName }),
      ...(terms.session === undefined ? {} : { session: terms.session }),
    })
    socket.on('session', (session: Buffer) => terms.onSession(session))
    return this.#begin(tap, socket, 'secureConnect')
  }

  /** Ends our side as the other leg's end was ended. */
  end(notify: boolean): void {
    this.#closing(this.#local, 'fin')
    if (this.#tls === null || notify) (this.#tls ?? this.raw).end()
    else this.#tls.write('', () => this.raw.end())
    this.raw.setTimeout(lingerMs, () => this.raw.destroy())
  }

  destroy(how: 'fin' | 'rst'): void {
    if (this.#gone) return
    this.#closing(this.#local, how)
    if (how === 'rst') resetSocket(this.raw)
    else this.raw.destroySoon()
  }

  #count(): void {
    for (const sender of ['client', 'server'] as const) {
      const bytes = this.#payload[sender]
      this.#payload[sender] = 0
      if (bytes > 0) this.#emit({ kind: 'payload', sender, bytes })
    }
  }

  #take(bytes: Buffer): void {
    this.#payload[this.#remote] += bytes.length
    this.#sink.bytes(bytes)
  }

  #newTap(): Tap {
    const tap = new Tap(this.raw, {
      local: this.#local,
      emit: body => {
        if (body.kind === 'tls' && body.sender === this.#remote) {
          const { fact } = body
          // TLS 1.2: an encrypted alert behind the handshake is close_notify
          if (fact.is === 'close-notify') this.#notified = true
        }
        this.#emit(body)
      },
    })
    tap.on('error', () => undefined)
    this.#tap = tap
    // what came so far was no payload
    this.#payload.client = this.#payload.server = 0
    return tap
  }

  #begin(
    tap: Tap,
    socket: TLSSocket,
    ready: 'secure' | 'secureConnect',
  ): Promise<Secured> {
    this.#tls = socket
    // the other leg decides when our side ends
    socket.allowHalfOpen = true
    socket.on('keylog', (line: Buffer) => tap.keylog(line))
    return new Promise((resolve, reject) => {
      let settled = false
      const failed = (error: NodeJS.ErrnoException): void => {
        if (settled) return
        settled = true
        this.#emit({
          kind: 'tls-failed',
          ...(error.code === undefined ? {} : { code: error.code }),
          text: error.message,
        })
        reject(error)
      }
      socket.once(ready, () => {
        settled = true
        const version = socket.getProtocol() as TlsVersion
        const resumed = socket.isSessionReused()
        const cipher = socket.getCipher().name
        this.#emit({ kind: 'established', version, cipher, resumed })
        socket.on('data', (bytes: Buffer) => this.#take(bytes))
        const { servername } = socket as { servername?: string | false }
        resolve({
          version,
          resumed,
          serverName: servername === false ? undefined : servername,
        })
      })
      socket.on('_tlsError', failed)
      socket.on('error', failed)
      socket.once('end', () => this.#sink.ended(this.#notified))
      socket.once('close', () =>
        failed(new Error('the connection was closed in the handshake')),
      )
    })
  }

  #closing(by: Side, how: 'fin' | 'rst'): void {
    this.#first ??= { by, how }
  }

  #closed(): void {
    if (this.#gone) return
    this.#gone = true
    if (this.#counts) this.#count()
    const first = this.#first ?? { by: this.#remote, how: 'fin' as const }
    this.#emit({ kind: 'close', ...first })
    this.#sink.gone(first.how)
  }
}
