/**
 * Handshake messages in and out of records, and the transcript that Finished
 * covers. Alerts and the end of the stream become System SSL's return codes
 * here; sizes and counts are bounded.
 */
import type { Protection } from './keys.js'
import { message } from './messages.js'
import { alertReceived, refuse, SystemSslError } from './status.js'
import { contentType, type Received, type Wire } from './wire.js'

export const messageType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const

export interface Message {
  readonly type: number
  readonly body: Buffer
}

const maxMessage = 131072
const maxRecords = 256

export class MessageFlow {
  readonly #wire: Wire
  readonly #transcript: Buffer[] = []
  #pending = Buffer.alloc(0)
  #records = 0

  constructor(wire: Wire) {
    this.#wire = wire
  }
  get transcript(): readonly Buffer[] {
    return this.#transcript
  }

  send(type: number, body: Buffer): void {
    const bytes = message(type, body)
    this.#transcript.push(bytes)
    this.#wire.send(contentType.handshake, bytes)
  }

  changeCipherSpec(protection: Protection): void {
    this.#wire.send(contentType.changeCipherSpec, Buffer.from([1]))
    this.#wire.protectWrites(protection)
  }

  async expectChangeCipherSpec(protection: Protection): Promise<void> {
    const { type } = await this.#record()
    if (type !== contentType.changeCipherSpec || this.#pending.length > 0)
      throw refuse(415, 10, 'ChangeCipherSpec was due')
    this.#wire.protectReads(protection)
  }

  async expect(type: number): Promise<Buffer> {
    const next = await this.next()
    if (next.type !== type)
      throw refuse(
        415,
        10,
        `handshake message ${next.type} where ${type} was due`,
      )
    return next.body
  }

  /** The next message; it enters the transcript, HelloRequest does not. */
  async next(): Promise<Message> {
    for (;;) {
      const found = this.#complete()
      if (found === null) await this.#fill()
      else if (found.type !== messageType.helloRequest) return found
    }
  }

  #complete(): Message | null {
    if (this.#pending.length < 4) return null
    const length = this.#pending.readUIntBE(1, 3)
    if (length > maxMessage) throw refuse(410, 50, 'handshake message too long')
    if (this.#pending.length < 4 + length) return null
    const bytes = this.#pending.subarray(0, 4 + length)
    this.#pending = this.#pending.subarray(4 + length)
    const type = bytes.readUInt8()
    if (type !== messageType.helloRequest) this.#transcript.push(bytes)
    return { type, body: bytes.subarray(4) }
  }

  async #fill(): Promise<void> {
    const { type, plain } = await this.#record()
    if (type !== contentType.handshake)
      throw refuse(415, 10, `record of type ${type} in the handshake`)
    this.#pending = Buffer.concat([this.#pending, plain])
  }

  /** A record that is no alert; warnings but close_notify are passed over. */
  async #record(): Promise<Extract<Received, { is: 'record' }>> {
    for (;;) {
      if (this.#records++ === maxRecords)
        throw refuse(410, 10, 'too many records in the handshake')
      const received = await this.#wire.receive()
      if (received.is === 'eof') throw new SystemSslError(420)
      if (received.is === 'reset')
        throw new SystemSslError(406, {
          detail: received.error.message,
          cause: received.error,
        })
      if (received.type !== contentType.alert) return received
      const [level, code] = received.plain
      if (level === undefined || code === undefined)
        throw refuse(410, 50, 'alert cut short')
      if (level !== 1 || code === 0) throw alertReceived(code)
    }
  }
}
