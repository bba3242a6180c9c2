/**
 * The plain text of an established session as a Duplex. `end()` sends a FIN
 * and no close_notify, as a product that forgets it does; whoever wants one
 * calls `closeNotify()` first.
 */
import { Duplex } from 'node:stream'
import { alertReceived, refuse, SystemSslError } from './status.js'
import { contentType, type Received, type Wire } from './wire.js'

export type PeerClosed = 'close-notify' | 'eof' | 'reset'

const noRenegotiation = 100
const maxIdleRecords = 64

export class SecureStream extends Duplex {
  /** settles as far as the stream is read */
  readonly peerClosed: Promise<PeerClosed>
  readonly #wire: Wire
  #settle: (how: PeerClosed) => void = () => {}
  #reading = false
  #idleRecords = 0
  #notify: 'no' | 'wanted' | 'sent' = 'no'
  #released = false

  constructor(wire: Wire) {
    super({ allowHalfOpen: true })
    this.#wire = wire
    this.peerClosed = new Promise(resolve => (this.#settle = resolve))
  }

  /** Sent behind everything that was written before. */
  closeNotify(): void {
    if (this.#notify !== 'no') return
    this.#notify = 'wanted'
    this.#sendNotify()
  }

  /** Ends TLS without a word; the transport goes on in clear (CCC). */
  release(): Duplex {
    this.#released = true
    this.#wire.release()
    this.destroy()
    return this.#wire.transport
  }

  override _read(): void {
    if (this.#reading) return
    this.#reading = true
    this.#pull().then(
      () => (this.#reading = false),
      (error: unknown) => this.#fail(error),
    )
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    const { transport } = this.#wire
    const sent = () => {
      done()
      process.nextTick(() => this.#sendNotify())
    }
    if (!transport.writable)
      done(new SystemSslError(406, { detail: 'transport is closed' }))
    else if (this.#wire.send(contentType.applicationData, chunk)) sent()
    else transport.once('drain', sent)
  }

  override _final(done: () => void): void {
    this.#sendNotify()
    if (this.#released || !this.#wire.transport.writable) done()
    else this.#wire.transport.end(() => done())
  }

  override _destroy(
    error: Error | null,
    done: (error?: Error | null) => void,
  ): void {
    if (!this.#released) this.#wire.transport.destroy()
    this.#settle('reset')
    done(error)
  }

  #sendNotify(): void {
    if (this.#notify !== 'wanted' || this.writableLength > 0) return
    this.#notify = 'sent'
    this.#wire.alert(1, 0)
  }

  async #pull(): Promise<void> {
    for (;;) {
      const received = await this.#wire.receive()
      if (received.is === 'eof') return this.#over('eof')
      if (received.is === 'reset') throw received.error
      if (received.type !== contentType.applicationData) {
        if (this.#aside(received)) return this.#over('close-notify')
      } else if (received.plain.length > 0) {
        this.#idleRecords = 0
        if (!this.push(received.plain)) return
        continue
      }
      // OpenSSL sends empty records ahead of data on TLS 1.0 CBC suites
      if (this.#idleRecords++ === maxIdleRecords)
        throw refuse(415, 10, 'too many records without data')
    }
  }

  /** Alerts and handshake messages between data; true at close_notify. */
  #aside({ type, plain }: Extract<Received, { is: 'record' }>): boolean {
    const [first, code = 0] = plain
    if (type === contentType.alert) {
      if (code === 0) return true
      if (first !== 1) throw alertReceived(code)
      return false
    }
    // a HelloRequest: System SSL since V1R12 does not renegotiate by default
    if (type !== contentType.handshake || first !== 0)
      throw refuse(415, 10, `record of type ${type} between data`)
    this.#wire.alert(1, noRenegotiation)
    return false
  }

  #over(how: PeerClosed): void {
    this.#settle(how)
    if (how === 'close-notify') this.#wire.release()
    this.push(null)
  }

  #fail(error: unknown): void {
    this.#reading = false
    if (this.#released || this.destroyed) return
    if (error instanceof SystemSslError) {
      if (error.alert?.sender === 'client')
        this.#wire.alert(2, error.alert.code)
      this.destroy(error)
    } else {
      const detail = error instanceof Error ? error.message : String(error)
      this.destroy(new SystemSslError(406, { detail, cause: error }))
    }
  }
}
