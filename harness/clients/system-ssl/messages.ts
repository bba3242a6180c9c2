/**
 * The handshake messages of TLS 1.0 and 1.1 as bytes. Pure: builds what the
 * client sends and takes apart what the server sends, every length checked.
 */
import { refuse } from './status.js'

export const scsv = 0x00ff

/** Reads what a peer sent; running past the end is a decode_error. */
export class Cursor {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }
  get done(): boolean {
    return this.#at === this.#bytes.length
  }
  take(n: number): Buffer {
    const end = this.#at + n
    if (end > this.#bytes.length)
      throw refuse(410, 50, 'a length field points past the message')
    const part = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return part
  }
  uint(width: 1 | 2 | 3): number {
    return this.take(width).readUIntBE(0, width)
  }
  vector(width: 1 | 2 | 3): Buffer {
    return this.take(this.uint(width))
  }
}

const uint = (value: number, width: 1 | 2 | 3): Buffer => {
  const bytes = Buffer.alloc(width)
  bytes.writeUIntBE(value, 0, width)
  return bytes
}

const vector = (width: 1 | 2 | 3, content: Buffer): Buffer =>
  Buffer.concat([uint(content.length, width), content])

export const message = (type: number, body: Buffer): Buffer =>
  Buffer.concat([uint(type, 1), vector(3, body)])

/** No extensions block, and compression is `01 00`: as recorded. */
export const clientHello = (hello: {
  readonly version: number
  readonly random: Buffer
  readonly sessionId: Buffer
  readonly suites: readonly number[]
}): Buffer =>
  Buffer.concat([
    uint(hello.version, 2),
    hello.random,
    vector(1, hello.sessionId),
    vector(2, Buffer.concat(hello.suites.map(id => uint(id, 2)))),
    vector(1, Buffer.from([0])),
  ])

export interface ServerHelloFields {
  readonly version: number
  readonly random: Buffer
  readonly sessionId: Buffer
  readonly suite: number
  readonly extensions: readonly number[]
}

export const parseServerHello = (body: Buffer): ServerHelloFields => {
  const cursor = new Cursor(body)
  const version = cursor.uint(2)
  const random = cursor.take(32)
  const sessionId = cursor.vector(1)
  if (sessionId.length > 32) throw refuse(410, 50, 'session id too long')
  const suite = cursor.uint(2)
  if (cursor.uint(1) !== 0) throw refuse(410, 47, 'compression not offered')
  const extensions: number[] = []
  if (!cursor.done) {
    const block = new Cursor(cursor.vector(2))
    while (!block.done) {
      extensions.push(block.uint(2))
      block.vector(2)
    }
  }
  if (!cursor.done) throw refuse(410, 50, 'bytes behind ServerHello')
  return { version, random, sessionId, suite, extensions }
}

const maxChain = 16

export const parseCertificates = (body: Buffer): readonly Buffer[] => {
  const cursor = new Cursor(new Cursor(body).vector(3))
  const chain: Buffer[] = []
  while (!cursor.done) {
    if (chain.length === maxChain) throw refuse(410, 50, 'chain too long')
    chain.push(cursor.vector(3))
  }
  return chain
}

export const certificates = (chain: readonly Buffer[]): Buffer =>
  vector(3, Buffer.concat(chain.map(der => vector(3, der))))

export interface CertificateRequestFields {
  readonly types: readonly number[]
  readonly authorities: number
}

export const parseCertificateRequest = (
  body: Buffer,
): CertificateRequestFields => {
  const cursor = new Cursor(body)
  const types = [...cursor.vector(1)]
  const names = new Cursor(cursor.vector(2))
  let authorities = 0
  for (; !names.done; authorities++) names.vector(2)
  return { types, authorities }
}

export interface DhParameters {
  readonly prime: Buffer
  readonly generator: Buffer
  readonly publicKey: Buffer
  /** what the signature covers, beside the two randoms */
  readonly signed: Buffer
  readonly signature: Buffer
}

export const parseDhKeyExchange = (body: Buffer): DhParameters => {
  const cursor = new Cursor(body)
  const prime = cursor.vector(2)
  const generator = cursor.vector(2)
  const publicKey = cursor.vector(2)
  const signed = body.subarray(
    0,
    6 + prime.length + generator.length + publicKey.length,
  )
  return { prime, generator, publicKey, signed, signature: cursor.vector(2) }
}

/** ClientKeyExchange and CertificateVerify carry one such vector. */
export const opaque16 = (content: Buffer): Buffer => vector(2, content)
