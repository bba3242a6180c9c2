/**
 * Handshake messages of SSL 3.0 that a server with an RSA key reads and
 * writes (RFC 6101 5.6), and the SSL 2.0 CLIENT-HELLO that asks for 3.0.
 */
import { Ssl3Failure } from './ssl3-failure.js'

export const messageType = {
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverHelloDone: 14,
  clientKeyExchange: 16,
  finished: 20,
} as const

export interface Hello {
  readonly random: Buffer
  readonly suites: readonly number[]
}

/** of one handshake message: a ClientHello of today has 2 kB */
const longestMessage = 32768

/** Puts messages together from records. */
export class MessageBuffer {
  #bytes: Buffer = Buffer.alloc(0)

  push(body: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, body])
  }

  /** the next message with its header; null when it is not complete */
  next(): Buffer | null {
    if (this.#bytes.length < 4) return null
    const length = 4 + this.#bytes.readUIntBE(1, 3)
    if (length > longestMessage) throw new Ssl3Failure('length mismatch')
    if (this.#bytes.length < length) return null
    const message = this.#bytes.subarray(0, length)
    this.#bytes = this.#bytes.subarray(length)
    return message
  }
}

export const message = (type: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  head[0] = type
  return Buffer.concat([head, body])
}

const part = (bytes: Buffer, from: number, length: number): Buffer => {
  if (from + length > bytes.length) throw new Ssl3Failure('length mismatch')
  return bytes.subarray(from, from + length)
}

/** Extensions of a younger client are behind it and mean nothing here. */
export const readClientHello = (body: Buffer): Hello => {
  const idBytes = part(body, 34, 1)[0] ?? 0
  const at = 35 + idBytes
  const list = part(body, at + 2, part(body, at, 2).readUInt16BE())
  const suites: number[] = []
  for (let i = 0; i + 1 < list.length; i += 2) suites.push(list.readUInt16BE(i))
  return { random: part(body, 2, 32), suites }
}

/** RFC 6101 appendix E: suites of 3.0 have a zero in front */
export const readSslv2Hello = (body: Buffer): Hello => {
  const [listBytes, idBytes, challengeBytes] = [3, 5, 7].map(at =>
    part(body, at, 2).readUInt16BE(),
  ) as [number, number, number]
  const list = part(body, 9, listBytes)
  const challenge = part(body, 9 + listBytes + idBytes, challengeBytes)
  const suites: number[] = []
  for (let i = 0; i + 2 < list.length; i += 3)
    if (list[i] === 0) suites.push(list.readUInt16BE(i + 1))
  // the challenge stands at the end of the 32 bytes
  const random = Buffer.concat([Buffer.alloc(32), challenge]).subarray(-32)
  return { random, suites }
}

/** no session id: this server never resumes */
export const serverHello = (random: Buffer, suite: number): Buffer =>
  message(
    messageType.serverHello,
    Buffer.concat([
      Buffer.from([3, 0]),
      random,
      Buffer.from([0, suite >> 8, suite & 255, 0]),
    ]),
  )

export const certificateMessage = (chain: readonly Buffer[]): Buffer => {
  const sized = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(3)
    length.writeUIntBE(bytes.length, 0, 3)
    return Buffer.concat([length, bytes])
  }
  const list = sized(Buffer.concat(chain.map(sized)))
  return message(messageType.certificate, list)
}

/** SSL 3.0 sends the number bare; some clients put TLS's length before it. */
export const encryptedPremaster = (body: Buffer, keyBytes: number): Buffer =>
  body.length === keyBytes + 2 ? body.subarray(2) : part(body, 0, keyBytes)
