/**
 * A Duplex between a socket and node:tls that sees every TLS record of both
 * directions, and can put bytes on the wire or end the connection. What it
 * sees is what the peer sees: it changes nothing by itself.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { EventBody, Side, TlsFact } from '../model.js'
import { TlsObserver } from './observer.js'
import { resetSocket } from './reset.js'

export interface TapOptions {
  /** which side this process plays on the connection */
  readonly local: Side
  /** called synchronously with `tls` and `clear-bytes` bodies, in wire order */
  readonly emit: (body: EventBody) => void
  /**
   * Called before the record that holds the fact reaches the local TLS layer;
   * may inject() and cut(). On a client of TLS 1.3 the facts behind ServerHello
   * come a little later, as its TLS layer makes the secrets: a cut is still in
   * time to keep back the client's answer.
   */
  readonly react?: (fact: TlsFact, sender: Side, tap: Tap) => void
}

type Written = (error?: Error | null) => void

/** how long a cut connection may wait for the peer's FIN */
const lingerMs = 2000

export class Tap extends Duplex {
  readonly #socket: Duplex
  readonly #observer: TlsObserver
  readonly #local: Side
  readonly #remote: Side
  #cut = false
  #released = false

  constructor(socket: Socket | Duplex, options: TapOptions) {
    // half open: the TLS layer still writes its close_notify after a FIN
    super({ allowHalfOpen: true, emitClose: true })
    this.#socket = socket
    this.#local = options.local
    this.#remote = options.local === 'client' ? 'server' : 'client'
    const { emit, react } = options
    this.#observer = new TlsObserver({
      emit: body => {
        if (!this.#cut || isAftermath(body)) emit(body)
      },
      onFact: (fact, sender) => {
        if (!this.#cut) react?.(fact, sender, this)
      },
    })
    socket.on('data', (chunk: Buffer) => this.#received(chunk))
    socket.on('end', () => this.#receivedEnd())
    socket.on('error', (error: Error) => this.#socketClosed(error))
    socket.on('close', () => this.#socketClosed())
  }

  /** a `keylog` line: makes TLS 1.3 handshake, tickets and alerts readable */
  keylog(line: Buffer | string): void {
    this.#observer.keylog(
      typeof line === 'string' ? line : line.toString('latin1'),
    )
  }

  /** bytes straight to the peer, around TLS */
  inject(bytes: Buffer): void {
    if (this.#cut || !this.#socket.writable) return
    this.#observer.push(this.#local, bytes)
    this.#socket.write(bytes)
  }

  /**
   * Nothing more is passed in either direction; FIN or RST to the peer, an
   * error to the local TLS layer. After a FIN the peer's last words are still
   * told: vsftpd names its reason in clear.
   */
  cut(how: 'fin' | 'rst', reason = 'connection cut by the tap'): void {
    if (this.#cut) return
    this.#cut = true
    if (how === 'rst') {
      this.#observer.stop()
      resetSocket(this.#socket)
    } else this.#linger()
    // not within the read that led here: the TLS layer may be in it
    setImmediate(() => this.destroy(new Error(reason)))
  }

  /** TLS is over and the socket goes on without it (CCC): nothing more of it
   * is read, and it is not ended */
  release(): void {
    this.#released = true
  }

  /** bytes already read from the socket that belong to TLS */
  unshiftRaw(bytes: Buffer): void {
    if (bytes.length > 0) this.#received(bytes)
  }

  /**
   * FIN only when everything is written, and go on reading: closing a socket
   * with unread bytes sends a RST, which can overtake what was injected.
   */
  #linger(): void {
    const socket = this.#socket
    socket.end()
    socket.resume()
    const timer = setTimeout(() => socket.destroy(), lingerMs)
    timer.unref()
    socket.once('close', () => clearTimeout(timer))
  }

  #received(chunk: Buffer): void {
    if (this.#released) return
    this.#observer.push(this.#remote, chunk)
    // a reaction may have cut it in the meantime
    if (!this.#isCut() && !this.push(chunk)) this.#socket.pause()
  }

  #isCut(): boolean {
    return this.#cut
  }

  #receivedEnd(): void {
    this.#observer.end(this.#remote)
    if (!this.#cut) this.push(null)
  }

  #socketClosed(error?: Error): void {
    this.#observer.end(this.#remote)
    this.#observer.end(this.#local)
    if (this.#cut) return
    // a slow reader still gets what came before a clean end
    if (error === undefined && this.readableLength > 0)
      this.once('end', () => this.destroy())
    else this.destroy(error)
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: Written): void {
    this.#send(chunk, done)
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: Written): void {
    const last = chunks.length - 1
    this.#socket.cork()
    chunks.forEach(({ chunk }, i) => this.#send(chunk, i < last ? null : done))
    this.#socket.uncork()
  }

  #send(chunk: Buffer, done: Written | null): void {
    // a peer that closed without close_notify is not an error of this write
    if (this.#cut || !this.#socket.writable) return done?.()
    this.#observer.push(this.#local, chunk)
    if (this.#isCut()) done?.()
    else if (done === null) this.#socket.write(chunk)
    else this.#socket.write(chunk, () => done())
  }

  override _final(done: Written): void {
    if (this.#cut || this.#released) return done()
    this.#observer.end(this.#local)
    if (this.#socket.writable) this.#socket.end(() => done())
    else done()
  }

  override _destroy(error: Error | null, done: Written): void {
    this.#observer.end(this.#remote)
    this.#observer.end(this.#local)
    if (!this.#cut && !this.#released) this.#socket.destroy()
    done(error)
  }
}

/** What of a peer is still of interest when the local side has given up. */
const isAftermath = (body: EventBody): boolean =>
  body.kind === 'clear-bytes' ||
  (body.kind === 'tls' && body.fact.is === 'alert' && !body.fact.encrypted)

/**
 * TLSSocket copies allowHalfOpen from the stream that it wraps, and then never
 * answers the peer's close_notify: both ends hang. Call on every TLSSocket
 * over a Tap.
 */
export const closeBothWays = <T extends TLSSocket>(socket: T): T => {
  socket.allowHalfOpen = false
  return socket
}
