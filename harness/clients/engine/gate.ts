/**
 * Stands between a socket and the tap where the end of TLS must not be the
 * end of TCP (CCC, REIN), where a close must not be announced by a FIN (an
 * OpenSSL client that calls close after SSL_shutdown), or where nothing more
 * may be written (no close_notify). Only connections that need it have one.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

export class Gate extends Duplex {
  readonly #socket: Socket
  readonly #onData = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#socket.pause()
  }
  readonly #onEnd = (): void => {
    this.push(null)
  }
  readonly #onError = (error: Error): void => {
    this.destroy(error)
  }
  #open = true
  #mute = false
  #held: Buffer[] | null = null

  constructor(socket: Socket) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    socket.on('data', this.#onData)
    socket.once('end', this.#onEnd)
    socket.once('error', this.#onError)
  }

  /** Nothing that TLS writes from now on reaches the peer. */
  mute(): void {
    this.#mute = true
  }

  /** What TLS writes from now on waits for `release`. */
  hold(): void {
    this.#held ??= []
  }

  /**
   * All that was held goes to the kernel at once, as from a client that writes
   * faster than the network: most of it is still unsent when it closes.
   */
  async release(): Promise<void> {
    const held = this.#held
    this.#held = null
    if (held === null || !this.#socket.writable) return
    const taken = new Promise<void>(resolve => {
      this.#socket.once('close', () => resolve())
      this.#socket.write(Buffer.concat(held), () => resolve())
    })
    // the kernel took all of it: nothing to wait for, and no turn for the peer
    if (this.#socket.writableLength > 0) await taken
  }

  /** TLS is over and the socket goes on without it. */
  detach(): void {
    this.#open = false
    this.#socket.off('data', this.#onData)
    this.#socket.off('end', this.#onEnd)
    this.#socket.off('error', this.#onError)
    this.#socket.pause()
  }

  override _read(): void {
    if (this.#open) this.#socket.resume()
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    if (this.#mute || !this.#open || !this.#socket.writable) done()
    else if (this.#held !== null) {
      this.#held.push(chunk)
      done()
    } else this.#socket.write(chunk, () => done())
  }

  /** No FIN: the owner of the socket ends it. */
  override _final(done: () => void): void {
    done()
  }

  override _destroy(
    error: Error | null,
    done: (error?: Error | null) => void,
  ): void {
    // the socket is its owner's: it may go on in clear
    this.detach()
    done(error)
  }
}
