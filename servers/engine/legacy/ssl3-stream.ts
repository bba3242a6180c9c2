/**
 * SSL 3.0 as a stream over a connection, server side: what Node's OpenSSL does
 * no more. For clients of the nineties and for a JDK that is allowed to.
 * Insecure by design (POODLE, RFC 7568).
 */
import type { X509Certificate } from 'node:crypto'
import { Duplex } from 'node:stream'
import type { SecureLayer, SecureStream } from '../secure-stream.js'
import { Ssl3Failure } from './ssl3-failure.js'
import {
  Ssl3Handshake,
  ssl3Identity,
  type Ssl3Identity,
} from './ssl3-handshake.js'
import { MessageBuffer } from './ssl3-messages.js'
import {
  recordType,
  Ssl3Records,
  sslv2Hello,
  type Ssl3Record,
} from './ssl3-records.js'

type Done = (error?: Error | null) => void

const warning = 1
const fatal = 2
const closeNotify = 0

export class Ssl3Stream extends Duplex implements SecureStream {
  readonly #wire: Duplex
  readonly #records = new Ssl3Records()
  readonly #messages = new MessageBuffer()
  readonly #handshake: Ssl3Handshake
  #waiting: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null
  #over = false

  constructor(wire: Duplex, identity: Ssl3Identity) {
    super({ allowHalfOpen: false })
    this.#wire = wire
    this.#handshake = new Ssl3Handshake(identity, this.#records, bytes => {
      wire.write(bytes)
    })
    wire.on('data', (chunk: Buffer) => this.#received(chunk))
    wire.on('end', () => this.#ended())
    wire.on('error', (error: Error) => this.destroy(error))
    wire.on('close', () => this.#ended())
  }

  getProtocol(): string {
    return 'SSLv3'
  }

  getCipher(): { readonly name: string } {
    return { name: this.#handshake.suite?.name ?? '' }
  }

  isSessionReused(): boolean {
    return false
  }

  getPeerX509Certificate(): X509Certificate | undefined {
    return undefined
  }

  /** as a socket has it: once, after so long without a byte */
  setTimeout(ms: number, late?: () => void): this {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const lapse = (): void => {
      this.emit('timeout')
      late?.()
    }
    this.#timer = ms > 0 ? setTimeout(lapse, ms).unref() : null
    return this
  }

  #received(chunk: Buffer): void {
    if (this.#over) return
    this.#timer?.refresh()
    this.#records.push(chunk)
    try {
      while (!this.#over) {
        const record = this.#records.next()
        if (record === null) return
        this.#obey(record)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  #obey({ type, body }: Ssl3Record): void {
    const handshake = this.#handshake
    switch (type) {
      case sslv2Hello:
        return handshake.sslv2Hello(body)
      case recordType.changeCipherSpec:
        return handshake.changeCipherSpec()
      case recordType.alert:
        return this.#alert(body)
      case recordType.handshake:
        return this.#message(body)
      case recordType.applicationData:
        if (!handshake.open) throw new Ssl3Failure('unexpected message')
        if (body.length > 0 && !this.push(body)) this.#wire.pause()
    }
  }

  #message(body: Buffer): void {
    const wasOpen = this.#handshake.open
    this.#messages.push(body)
    for (;;) {
      const message = this.#messages.next()
      if (message === null) break
      this.#handshake.message(message)
    }
    if (wasOpen || !this.#handshake.open) return
    this.emit('secure')
    this.#waiting?.()
    this.#waiting = null
  }

  #alert([level, code]: Buffer): void {
    if (code === closeNotify) {
      this.#over = true
      this.push(null)
    } else if (level === fatal) {
      this.#over = true
      this.destroy(new Error(alertText(code ?? 0)))
    }
  }

  #fail(error: unknown): void {
    const failure =
      error instanceof Ssl3Failure ? error : new Ssl3Failure('length mismatch')
    this.#over = true
    this.#sendAlert(fatal, failure.alert)
    this.#wire.end(() => this.destroy(failure))
  }

  #sendAlert(level: number, code: number): void {
    if (!this.#wire.writable) return
    const alert = Buffer.from([level, code])
    this.#wire.write(this.#records.seal(recordType.alert, alert))
  }

  /** the connection ended; without close_notify too it is an end */
  #ended(): void {
    if (this.#over) return
    this.#over = true
    if (this.#handshake.open) this.push(null)
    else
      this.destroy(
        Object.assign(new Error('closed in the handshake'), {
          code: 'ECONNRESET',
        }),
      )
  }

  override _read(): void {
    this.#wire.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    if (!this.#handshake.open) {
      this.#waiting = () => this.#put(chunk, done)
      return
    }
    this.#put(chunk, done)
  }

  #put(chunk: Buffer, done: Done): void {
    this.#timer?.refresh()
    if (chunk.length === 0 || !this.#wire.writable) return done()
    const bytes = this.#records.seal(recordType.applicationData, chunk)
    this.#wire.write(bytes, () => done())
  }

  override _final(done: Done): void {
    if (this.#handshake.open) this.#sendAlert(warning, closeNotify)
    if (this.#wire.writable) this.#wire.end(() => done())
    else done()
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#over = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#wire.destroy()
    done(error)
  }
}

/** as OpenSSL has it: reason 1000 and the number of the alert */
const alertText = (code: number): string => {
  const hex = (0x0a000000 + 1000 + code).toString(16).toUpperCase()
  return `error:${hex.padStart(8, '0')}:SSL routines::sslv3 alert number ${code}`
}

export const ssl3Layer = (chainPem: string, keyPem: string): SecureLayer => {
  const identity = ssl3Identity(chainPem, keyPem)
  return wire => new Ssl3Stream(wire, identity)
}
