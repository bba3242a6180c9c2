/**
 * A client's socket as smtp-server gets it: passes bytes and FINs on as they
 * are and lets an observer see both directions. Knows no SMTP.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { EventBody, Side } from '../../harness/model.js'
import { KeyLog } from '../../harness/wire/secrets.js'
import { SessionObserver } from '../../harness/wire/session.js'

type Written = (error?: Error | null) => void

export class WatchedSocket extends Duplex {
  readonly raw: Socket
  readonly #emit: (body: EventBody) => void
  readonly #observer: SessionObserver
  /** the client has begun TLS */
  helloSeen = false
  /** what came last, as one segment */
  lastSegment: Buffer = Buffer.alloc(0)
  #closed = false

  constructor(raw: Socket, emit: (body: EventBody) => void) {
    super({ allowHalfOpen: true, emitClose: true })
    this.raw = raw
    this.#emit = emit
    this.#observer = new SessionObserver({
      dialect: 'smtp',
      keys: new KeyLog(),
      emit: body => {
        if (body.kind === 'tls') this.helloSeen = true
        emit(body)
      },
    })
    raw.on('data', (bytes: Buffer) => this.#received(bytes))
    raw.on('end', () => {
      this.#ended('client', 'fin')
      this.push(null)
    })
    raw.on('error', () => this.#ended('client', 'rst'))
    raw.on('close', () => {
      this.#ended('server', 'fin')
      this.destroy()
    })
  }

  /** smtp-server asks for these two of a net.Socket */
  get readyState(): string {
    return this.raw.readyState
  }
  get remoteAddress(): string | undefined {
    return this.raw.remoteAddress
  }

  tell(body: EventBody): void {
    this.#emit(body)
  }

  keylog(line: Buffer): void {
    this.#observer.keylog(line.toString('latin1'))
  }

  #received(bytes: Buffer): void {
    this.lastSegment = bytes
    this.#observer.push('client', bytes)
    if (!this.push(bytes)) this.raw.pause()
  }

  #ended(by: Side, how: 'fin' | 'rst'): void {
    this.#observer.end(by)
    if (this.#closed) return
    this.#closed = true
    this.#emit({ kind: 'close', by, how })
  }

  override _read(): void {
    this.raw.resume()
  }

  override _write(bytes: Buffer, _encoding: string, done: Written): void {
    if (!this.raw.writable) return done()
    this.#observer.push('server', bytes)
    this.raw.write(bytes, () => done())
  }

  override _final(done: Written): void {
    this.#ended('server', 'fin')
    if (this.raw.writable) this.raw.end(() => done())
    else done()
  }

  override _destroy(error: Error | null, done: Written): void {
    this.#ended('server', 'fin')
    this.raw.destroy()
    done(error)
  }
}
