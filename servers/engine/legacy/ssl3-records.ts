/**
 * The record layer of SSL 3.0 (RFC 6101 5.2): cutting the stream, CBC with the
 * chained IV, padding and MAC. Takes an SSL 2.0 CLIENT-HELLO as first record,
 * as every server of the time did.
 */
import {
  createCipheriv,
  createDecipheriv,
  timingSafeEqual,
  type Cipher,
  type Decipher,
} from 'node:crypto'
import { Ssl3Failure } from './ssl3-failure.js'
import { recordMac, type DirectionKeys, type Ssl3Suite } from './ssl3-keys.js'

export const recordType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const

/** what a hello of SSL 2.0 arrives as; no record type has this number */
export const sslv2Hello = -1

export interface Ssl3Record {
  readonly type: number
  readonly body: Buffer
}

const macBytes = 20
const longestRecord = 16384 + 2048
/** of plaintext in one record that we send */
const longestFragment = 16384
/** draft-hickman 2.5: a CLIENT-HELLO is far shorter */
const longestSslv2Hello = 4096

/** One direction's cipher, MAC and sequence number. */
class Protection<Engine extends Cipher | Decipher> {
  readonly cipher: Engine
  readonly #keys: DirectionKeys
  #sequence = 0n

  constructor(cipher: Engine, keys: DirectionKeys) {
    this.cipher = cipher
    this.#keys = keys
  }

  mac(type: number, body: Buffer): Buffer {
    return recordMac(this.#keys.mac, this.#sequence++, type, body)
  }
}

export class Ssl3Records {
  #buffer: Buffer = Buffer.alloc(0)
  #first = true
  #read: Protection<Decipher> | null = null
  #write: Protection<Cipher> | null = null
  #blockBytes = 0

  push(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk])
  }

  /** null: more bytes are needed. Throws Ssl3Failure. */
  next(): Ssl3Record | null {
    const bytes = this.#buffer
    if (this.#first && ((bytes[0] ?? 0) & 0x80) !== 0) return this.#sslv2()
    if (bytes.length < 5) return null
    const type = bytes[0] ?? 0
    const length = bytes.readUInt16BE(3)
    if (type < 20 || type > 23 || bytes[1] !== 3)
      throw new Ssl3Failure('wrong version number')
    if (length > longestRecord) throw new Ssl3Failure('record too long')
    if (bytes.length < 5 + length) return null
    this.#first = false
    this.#buffer = bytes.subarray(5 + length)
    return { type, body: this.#open(type, bytes.subarray(5, 5 + length)) }
  }

  #sslv2(): Ssl3Record | null {
    const bytes = this.#buffer
    if (bytes.length < 3) return null
    const length = bytes.readUInt16BE(0) & 0x7fff
    if (bytes[2] !== 1 || length > longestSslv2Hello)
      throw new Ssl3Failure('wrong version number')
    if (bytes.length < 2 + length) return null
    this.#first = false
    this.#buffer = bytes.subarray(2 + length)
    return { type: sslv2Hello, body: bytes.subarray(2, 2 + length) }
  }

  #open(type: number, body: Buffer): Buffer {
    const protection = this.#read
    if (protection === null) return body
    const bad = new Ssl3Failure('bad record mac')
    const block = this.#blockBytes
    if (body.length === 0 || body.length % block !== 0) throw bad
    const plain = protection.cipher.update(body)
    const padding = plain[plain.length - 1] ?? 0
    const length = plain.length - 1 - padding - macBytes
    // SSL 3.0 leaves the padding's contents open, hence POODLE
    if (padding >= block || length < 0) throw bad
    const content = plain.subarray(0, length)
    const got = plain.subarray(length, length + macBytes)
    if (!timingSafeEqual(got, protection.mac(type, content))) throw bad
    return content
  }

  readsWith(suite: Ssl3Suite, keys: DirectionKeys): void {
    const { cipher, blockBytes } = suite
    const decipher = createDecipheriv(cipher, keys.key, keys.iv)
    this.#blockBytes = blockBytes
    this.#read = new Protection(decipher.setAutoPadding(false), keys)
  }

  writesWith(suite: Ssl3Suite, keys: DirectionKeys): void {
    const { cipher, blockBytes } = suite
    const encipher = createCipheriv(cipher, keys.key, keys.iv)
    this.#blockBytes = blockBytes
    this.#write = new Protection(encipher.setAutoPadding(false), keys)
  }

  /** The bytes of as many records as the contents need. */
  seal(type: number, content: Buffer): Buffer {
    const records: Buffer[] = []
    for (let at = 0; at < content.length; at += longestFragment) {
      const body = this.#sealOne(
        type,
        content.subarray(at, at + longestFragment),
      )
      const head = Buffer.from([
        type,
        3,
        0,
        body.length >> 8,
        body.length & 255,
      ])
      records.push(head, body)
    }
    return Buffer.concat(records)
  }

  #sealOne(type: number, content: Buffer): Buffer {
    const protection = this.#write
    if (protection === null) return content
    const block = this.#blockBytes
    const mac = protection.mac(type, content)
    const padding = block - 1 - ((content.length + macBytes) % block)
    const end = Buffer.alloc(padding + 1)
    end[padding] = padding
    return protection.cipher.update(Buffer.concat([content, mac, end]))
  }
}
