/**
 * One TCP connection of a server, clear or under TLS, with its tap. Tells its
 * story as events. Knows nothing of FTP, of commands or of ftp-srv.
 */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import type { ClientHello, EventBody, TlsVersion } from '../../harness/model.js'
import { resetSocket } from '../../harness/wire/reset.js'
import { Tap } from '../../harness/wire/tap.js'
import { endedInHandshake, tlsFailure, type TlsFailure } from './failure.js'
import { nodeLayer } from './node-layer.js'
import type { SecureLayer, SecureStream } from './secure-stream.js'

export interface TlsStart {
  readonly contextFor: (modern: boolean) => SecureContext
  /** instead of node:tls */
  readonly layer?: SecureLayer
  readonly sessions: EventEmitter | null
  readonly requestCertificate: boolean
  readonly requireCertificate: boolean
  readonly alpn?: readonly string[]
  /** another SNI, or none, is refused with alert 112 */
  readonly serverName?: string
  /** bytes already read that belong to TLS */
  readonly early?: Buffer
  readonly onSecure: (socket: SecureStream) => void
  readonly onFailed: (failure: TlsFailure) => void
}

/** RFC 6066 section 3: fatal unrecognized_name, in a TLS 1.0 record */
const unrecognizedName = Buffer.from('15030100020270', 'hex')
const handshakeRecord = 22
/** a client's close_notify behind ours */
const lastWordsMs = 50
const lingerMs = 2000

export class Channel {
  readonly raw: Socket
  readonly #emit: (body: EventBody) => void
  #tls: SecureStream | null = null
  #tap: Tap | null = null
  #established = false
  #settled = false
  #first: {
    readonly by: 'client' | 'server'
    readonly how: 'fin' | 'rst'
  } | null = null
  #peerSaidClose = false
  #reset = false

  constructor(raw: Socket, emit: (body: EventBody) => void) {
    this.raw = raw
    this.#emit = emit
    raw.on('end', () => this.#ended('client', 'fin'))
    raw.on('finish', () => this.#ended('server', 'fin'))
    raw.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') {
        this.#reset = true
        this.#ended('client', 'rst')
      }
    })
    raw.on('close', () => {
      this.#ended('server', 'fin')
      if (this.#first !== null) emit({ kind: 'close', ...this.#first })
    })
  }

  get stream(): Socket | SecureStream {
    return this.#tls ?? this.raw
  }

  get tls(): SecureStream | null {
    return this.#tls
  }

  get secure(): boolean {
    return this.#tap !== null
  }

  /** TLS is on and its handshake is complete */
  get established(): boolean {
    return this.#established
  }

  /** the client's close_notify was on the wire */
  get peerSaidClose(): boolean {
    return this.#peerSaidClose
  }

  /** the client reset the connection */
  get wasReset(): boolean {
    return this.#reset
  }

  /** Call in the tick in which the reply that starts TLS was written. */
  startTls(start: TlsStart): void {
    const tap = new Tap(this.raw, {
      local: 'server',
      emit: body => this.#observed(body),
      // the ClientHello decides on the context
      react: (fact, sender) => {
        if (sender !== 'client' || fact.is !== 'client-hello') return
        this.#begin(tap, start, fact.versions.includes('TLSv1.3'))
        this.#checkName(fact, start, tap)
      },
    })
    this.#tap = tap
    // until there is a TLSSocket nobody else listens
    tap.on('error', () => undefined)
    const otherwise = (): void => this.#begin(tap, start, false)
    this.raw.once('data', (first: Buffer) => {
      if (first[0] !== handshakeRecord) otherwise()
    })
    this.raw.once('end', otherwise)
    this.raw.once('close', () =>
      this.#failed(start, endedInHandshake(this.#reset ? 'rst' : 'fin')),
    )
    const { early } = start
    if (early === undefined || early.length === 0) return
    tap.unshiftRaw(early)
    if (early[0] !== handshakeRecord) otherwise()
  }

  #begin(tap: Tap, start: TlsStart, modern: boolean): void {
    if (this.#tls !== null) return
    const socket =
      start.layer === undefined
        ? nodeLayer(tap, start, start.contextFor(modern))
        : start.layer(tap)
    this.#tls = socket
    const failed = (error: NodeJS.ErrnoException): void =>
      this.#failed(
        start,
        error.code === 'ECONNRESET'
          ? endedInHandshake(this.#reset ? 'rst' : 'fin')
          : tlsFailure(error),
      )
    // a bare server TLSSocket tells of its handshake only by these two, the
    // ones that tls.Server itself listens to
    socket.once('secure', () => this.#succeeded(socket, start))
    socket.on('_tlsError', failed)
    socket.on('error', failed)
    socket.once('close', () =>
      this.#failed(start, endedInHandshake(this.#reset ? 'rst' : 'fin')),
    )
  }

  #succeeded(socket: SecureStream, start: TlsStart): void {
    if (this.#settled) return
    this.#settled = true
    this.#established = true
    const version = socket.getProtocol() as TlsVersion
    const cipher = socket.getCipher().name
    const resumed = socket.isSessionReused()
    this.#emit({ kind: 'established', version, cipher, resumed })
    start.onSecure(socket)
  }

  #failed(start: TlsStart, failure: TlsFailure): void {
    if (this.#settled) return
    this.#settled = true
    this.refuse(failure)
    start.onFailed(failure)
  }

  /** what this end has against the handshake */
  refuse({ number, code, text }: TlsFailure): void {
    this.#emit({
      kind: 'tls-failed',
      ...(number === undefined ? {} : { number }),
      ...(code === undefined ? {} : { code }),
      text,
    })
  }

  #observed(body: EventBody): void {
    if (body.kind === 'tls' && body.sender === 'client') {
      const { fact } = body
      // an encrypted alert after the handshake is close_notify in practice
      if (fact.is === 'close-notify') this.#peerSaidClose = true
      if (fact.is === 'alert' && fact.encrypted && fact.level === null)
        this.#peerSaidClose ||= this.#established
    }
    this.#emit(body)
  }

  #checkName(hello: ClientHello, start: TlsStart, tap: Tap): void {
    const { serverName } = start
    if (serverName === undefined || hello.serverName === serverName) return
    tap.inject(unrecognizedName)
    // OpenSSL's number for a servername callback that says fatal
    this.#failed(start, {
      number: 0x0a0000ea,
      reason: 'callback failed',
      text: 'error:0A0000EA:SSL routines::callback failed',
    })
    tap.cut('fin', 'server name refused')
  }

  /** The connection with its tap, for a quirk that answers the ClientHello. */
  handOver(): Duplex {
    const tap = new Tap(this.raw, {
      local: 'server',
      emit: body => this.#emit(body),
    })
    tap.on('error', () => undefined)
    this.#tap = tap
    return tap
  }

  /** TLS is over, with or without close_notify, and the socket stays (CCC). */
  leaveTls(notify: boolean): void {
    this.#tap?.release()
    if (notify) this.#tls?.end()
    this.#tls = null
    this.#tap = null
    this.#established = false
  }

  write(bytes: string | Buffer, done?: () => void): void {
    if (this.stream.writable) this.stream.write(bytes, () => done?.())
    else done?.()
  }

  /** Around TLS, for quirks. */
  inject(bytes: string | Buffer): void {
    if (this.#tap !== null) this.#tap.inject(Buffer.from(bytes))
    else if (this.raw.writable) this.raw.write(bytes)
  }

  /** Around TLS, and nothing more: what a dying server writes. */
  lastWords(text: string): void {
    this.inject(text)
    if (this.#tap !== null) this.#tap.cut('fin', 'last words')
    else this.raw.end()
    this.raw.setTimeout(lingerMs, () => this.raw.destroy())
  }

  /** Payload that passed, as this end counted it. */
  count(sender: 'client' | 'server', bytes: number): void {
    this.#emit({ kind: 'payload', sender, bytes })
  }

  /** Ends our side once everything written has left. */
  end(closeNotify: boolean, waitMs = lingerMs, late?: () => void): void {
    this.raw.setTimeout(waitMs, () => {
      late?.()
      this.raw.destroy()
    })
    if (this.#tls === null || (closeNotify && this.#established)) {
      this.stream.end()
      return
    }
    const finish = (): void => {
      this.raw.end()
    }
    if (this.#tls.writableLength === 0) finish()
    else this.#tls.write('', finish)
  }

  /** As `end`, and no wait for the client: what exit() does. */
  exit(closeNotify: boolean): void {
    // what the client answers at once still arrives, as while a process ends
    const gone = (): void => {
      this.raw.end()
      this.raw.once('end', () => this.raw.destroySoon())
      setTimeout(() => this.raw.destroySoon(), lastWordsMs).unref()
    }
    if (this.#tls === null) gone()
    else if (closeNotify && this.#established) this.#tls.end(gone)
    else if (this.#tls.writableLength === 0) gone()
    else this.#tls.write('', gone)
    this.raw.setTimeout(lingerMs, () => this.raw.destroy())
  }

  destroy(how: 'fin' | 'rst' = 'fin'): void {
    this.#ended('server', how)
    if (how === 'rst') resetSocket(this.raw)
    else this.raw.destroy()
    this.#tls?.destroy()
  }

  #ended(by: 'client' | 'server', how: 'fin' | 'rst'): void {
    this.#first ??= { by, how }
  }
}
