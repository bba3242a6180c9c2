/**
 * TLS records over any Duplex, with back-pressure: nothing is taken from the
 * transport beyond the record that was asked for, so that what follows (text
 * after CCC, `500 OOPS` after a failed handshake) stays there for its owner.
 * Knows nothing of handshakes.
 */
import type { Duplex } from 'node:stream'
import type { Protection } from './keys.js'
import { refuse, SystemSslError } from './status.js'

export const contentType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const

export type Received =
  | { readonly is: 'record'; readonly type: number; readonly plain: Buffer }
  | { readonly is: 'eof' }
  | { readonly is: 'reset'; readonly error: Error }

const headerBytes = 5
const maxPlain = 16384
const maxFragment = maxPlain + 2048

export class Wire {
  readonly transport: Duplex
  /** written into records; checked on received ones once it is agreed */
  #version = 0x0301
  #agreed = false
  #open: Protection['open'] | null = null
  #seal: Protection['seal'] | null = null
  #error: Error | null = null
  #closed = false
  #wake: (() => void) | null = null
  readonly #onError = (error: Error) => {
    this.#error ??= error
    this.#stir()
  }
  readonly #onClose = () => {
    this.#closed = true
    this.#stir()
  }
  readonly #stir = () => {
    this.#wake?.()
    this.#wake = null
  }

  constructor(transport: Duplex) {
    this.transport = transport
    // stays for good: a reset after release must not end the process
    transport.on('error', this.#onError)
    transport.on('close', this.#onClose)
    transport.on('end', this.#stir)
    transport.on('readable', this.#stir)
    this.#closed = transport.destroyed
  }

  /** Leaves the transport, with all unread bytes, to its owner. */
  release(): void {
    this.transport.off('close', this.#onClose)
    this.transport.off('end', this.#stir)
    this.transport.off('readable', this.#stir)
    this.#closed = true
    this.#stir()
  }

  /** what records say until a version is agreed */
  offer(version: number): void {
    this.#version = version
  }

  agree(version: number): void {
    this.#version = version
    this.#agreed = true
  }
  protectReads(protection: Protection): void {
    this.#open = protection.open
  }
  protectWrites(protection: Protection): void {
    this.#seal = protection.seal
  }

  /** False when the transport asks to wait for its `drain`. */
  send(type: number, plain: Buffer): boolean {
    if (!this.transport.writable) return true
    const fragments: Buffer[] = []
    for (let at = 0; at < plain.length; at += maxPlain) {
      const part = plain.subarray(at, at + maxPlain)
      const fragment = this.#seal === null ? part : this.#seal(type, part)
      const header = Buffer.alloc(headerBytes)
      header.writeUInt8(type)
      header.writeUInt16BE(this.#version, 1)
      header.writeUInt16BE(fragment.length, 3)
      fragments.push(header, fragment)
    }
    return this.transport.write(Buffer.concat(fragments))
  }

  alert(level: 1 | 2, code: number): void {
    this.send(contentType.alert, Buffer.from([level, code]))
  }

  async receive(): Promise<Received> {
    const header = await this.#take(headerBytes)
    if (header === null) return this.#ending()
    const type = header.readUInt8()
    const version = header.readUInt16BE(1)
    const length = header.readUInt16BE(3)
    if (!this.#plausible(type, version, length)) {
      this.transport.unshift(header)
      // an alert to a peer that does not speak TLS would only be noise
      throw new SystemSslError(410, {
        detail: `not a TLS record: ${header.toString('hex')}`,
      })
    }
    const fragment = length === 0 ? Buffer.alloc(0) : await this.#take(length)
    if (fragment === null) return this.#ending()
    const plain = this.#open === null ? fragment : this.#open(type, fragment)
    if (plain.length > maxPlain) throw refuse(410, 22, 'record overflow')
    return { is: 'record', type, plain }
  }

  #plausible(type: number, version: number, length: number): boolean {
    return (
      type >= contentType.changeCipherSpec &&
      type <= contentType.applicationData &&
      (this.#agreed ? version === this.#version : version >> 8 === 3) &&
      length <= maxFragment
    )
  }

  #ending(): Received {
    const { readableEnded } = this.transport
    if (this.#error !== null) return { is: 'reset', error: this.#error }
    if (readableEnded) return { is: 'eof' }
    return { is: 'reset', error: new Error('transport closed') }
  }

  /** Exactly n bytes, or null when the stream is over before that. */
  async #take(n: number): Promise<Buffer | null> {
    for (;;) {
      const chunk = this.transport.read(n) as Buffer | null
      // a shorter chunk is what was left when the peer's FIN came
      if (chunk !== null && chunk.length === n) return chunk
      if (chunk === null && this.#over()) return null
      if (chunk === null)
        await new Promise<void>(resolve => (this.#wake = resolve))
    }
  }

  #over(): boolean {
    return this.#closed || this.#error !== null || this.transport.readableEnded
  }
}
