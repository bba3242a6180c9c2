/**
 * The server's part of an SSL 3.0 handshake with RSA key exchange (RFC 6101
 * 5.5). No resumption, no renegotiation, no client certificates.
 */
import {
  constants,
  createPrivateKey,
  privateDecrypt,
  randomBytes,
  timingSafeEqual,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { Ssl3Failure } from './ssl3-failure.js'
import {
  finishedHash,
  keyBlock,
  masterBytes,
  masterSecret,
  ssl3Suites,
  type Randoms,
  type Ssl3Keys,
  type Ssl3Suite,
} from './ssl3-keys.js'
import {
  certificateMessage,
  encryptedPremaster,
  message,
  messageType,
  readClientHello,
  readSslv2Hello,
  serverHello,
  type Hello,
} from './ssl3-messages.js'
import { recordType, type Ssl3Records } from './ssl3-records.js'

export interface Ssl3Identity {
  readonly chain: readonly Buffer[]
  readonly key: KeyObject
}

const pemCertificate =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

export const ssl3Identity = (
  chainPem: string,
  keyPem: string,
): Ssl3Identity => ({
  chain: (chainPem.match(pemCertificate) ?? []).map(
    pem => new X509Certificate(pem).raw,
  ),
  key: createPrivateKey(keyPem),
})

type State = 'hello' | 'key-exchange' | 'change' | 'finished' | 'open'

export class Ssl3Handshake {
  readonly #identity: Ssl3Identity
  readonly #records: Ssl3Records
  readonly #send: (bytes: Buffer) => void
  readonly #messages: Buffer[] = []
  #state: State = 'hello'
  #suite: Ssl3Suite | null = null
  #randoms: Randoms | null = null
  #master: Buffer = Buffer.alloc(0)
  #keys: Ssl3Keys | null = null

  constructor(
    identity: Ssl3Identity,
    records: Ssl3Records,
    send: (bytes: Buffer) => void,
  ) {
    this.#identity = identity
    this.#records = records
    this.#send = send
  }

  get open(): boolean {
    return this.#state === 'open'
  }

  get suite(): Ssl3Suite | null {
    return this.#suite
  }

  /** Throws Ssl3Failure. */
  message(bytes: Buffer): void {
    const body = bytes.subarray(4)
    switch (bytes[0]) {
      case messageType.clientHello:
        this.#expect('hello')
        return this.#hello(bytes, readClientHello(body))
      case messageType.clientKeyExchange:
        this.#expect('key-exchange')
        return this.#keyExchange(bytes, body)
      case messageType.finished:
        this.#expect('finished')
        return this.#finished(bytes, body)
      default:
        throw new Ssl3Failure('unexpected message')
    }
  }

  sslv2Hello(body: Buffer): void {
    this.#expect('hello')
    // all of it but the two bytes of length is hashed
    this.#hello(body, readSslv2Hello(body))
  }

  changeCipherSpec(): void {
    this.#expect('change')
    if (this.#suite === null || this.#keys === null) return
    this.#records.readsWith(this.#suite, this.#keys.client)
    this.#state = 'finished'
  }

  #expect(state: State): void {
    if (this.#state !== state) throw new Ssl3Failure('unexpected message')
  }

  #say(bytes: Buffer): void {
    this.#messages.push(bytes)
    this.#send(this.#records.seal(recordType.handshake, bytes))
  }

  #hello(bytes: Buffer, hello: Hello): void {
    if (this.#identity.key.asymmetricKeyType !== 'rsa')
      throw new Ssl3Failure('no certificate assigned')
    const suite = ssl3Suites.find(s => hello.suites.includes(s.id))
    if (suite === undefined) throw new Ssl3Failure('no shared cipher')
    this.#messages.push(Buffer.from(bytes))
    this.#suite = suite
    this.#randoms = { client: hello.random, server: randomBytes(32) }
    this.#state = 'key-exchange'
    this.#say(serverHello(this.#randoms.server, suite.id))
    this.#say(certificateMessage(this.#identity.chain))
    this.#say(message(messageType.serverHelloDone, Buffer.alloc(0)))
  }

  #keyExchange(bytes: Buffer, body: Buffer): void {
    if (this.#suite === null || this.#randoms === null) return
    this.#messages.push(Buffer.from(bytes))
    const premaster = this.#premaster(body)
    this.#master = masterSecret(premaster, this.#randoms)
    this.#keys = keyBlock(this.#master, this.#randoms, this.#suite)
    this.#state = 'change'
  }

  /** A bad one shows at Finished only: no answer to Bleichenbacher here. */
  #premaster(body: Buffer): Buffer {
    const { key } = this.#identity
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 2048
    const cipher = encryptedPremaster(body, bits / 8)
    // Node refuses PKCS#1 v1.5 for decryption in some versions
    const padded = privateDecrypt(
      { key, padding: constants.RSA_NO_PADDING },
      cipher,
    )
    const start = padded.length - masterBytes
    const right =
      padded[0] === 0 &&
      padded[1] === 2 &&
      padded[start - 1] === 0 &&
      padded[start] === 3
    return right ? padded.subarray(start) : randomBytes(masterBytes)
  }

  #finished(bytes: Buffer, body: Buffer): void {
    if (this.#suite === null || this.#keys === null) return
    const wanted = finishedHash(this.#master, this.#all(), 'CLNT')
    if (body.length !== wanted.length || !timingSafeEqual(body, wanted))
      throw new Ssl3Failure('digest check failed')
    this.#messages.push(Buffer.from(bytes))
    this.#send(
      this.#records.seal(recordType.changeCipherSpec, Buffer.from([1])),
    )
    this.#records.writesWith(this.#suite, this.#keys.server)
    const own = finishedHash(this.#master, this.#all(), 'SRVR')
    this.#say(message(messageType.finished, own))
    this.#messages.length = 0
    this.#state = 'open'
  }

  #all(): Buffer {
    return Buffer.concat(this.#messages)
  }
}
