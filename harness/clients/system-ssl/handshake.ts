/**
 * System SSL's client handshake, TLS 1.0 and 1.1 (and, for clients that have
 * nothing newer, SSL 3.0): a ClientHello without
 * extensions, resumption by session id only (z/OS System SSL knows no
 * RFC 5077 tickets), and the old minimum of one name in the server's list of
 * certificate authorities (RFC 2246 section 7.4.4).
 */
import { randomBytes, timingSafeEqual, X509Certificate } from 'node:crypto'
import type { TlsVersion } from '../../model.js'
import { answerRequest, type ClientIdentity } from './client-certificate.js'
import { ssl3, tls1, type Dialect } from './dialect.js'
import type { Protection } from './keys.js'
import { agreeDhe, agreeRsa, type KeyAgreement } from './key-exchange.js'
import {
  certificates,
  clientHello,
  parseCertificateRequest,
  parseCertificates,
  parseServerHello,
  scsv,
  type CertificateRequestFields,
  type ServerHelloFields,
} from './messages.js'
import { MessageFlow, messageType } from './message-flow.js'
import { refuse } from './status.js'
import { defaultSuites, suiteById, type Suite } from './suites.js'
import { rejection } from './verify.js'
import type { Wire } from './wire.js'

/** What a later connection offers to resume. */
export interface SystemSslSession {
  readonly id: Buffer
  readonly master: Buffer
  readonly version: number
  readonly suite: number
}

export interface HandshakeOptions {
  /** SSLv3: nothing else is spoken then */
  readonly maxVersion: 'SSLv3' | 'TLSv1' | 'TLSv1.1'
  readonly suites?: readonly number[]
  readonly session?: SystemSslSession
  /** answer an empty CA list by alert 47 and rc 410 */
  readonly strictCaList: boolean
  /** 00ff first in the suites: V1R12 and later (RFC 5746) */
  readonly emptyRenegotiationScsv: boolean
  /** null, or why not, best in OpenSSL's words (`CERT_HAS_EXPIRED`) */
  readonly verify?: (chainDer: Buffer[]) => string | null
  readonly clientCertificate?: ClientIdentity
}

export interface Established {
  readonly version: TlsVersion
  readonly suite: Suite
  readonly resumed: boolean
  readonly session: SystemSslSession
}

interface Negotiated {
  readonly hello: ServerHelloFields
  readonly suite: Suite
}

const numbers = { SSLv3: 0x0300, TLSv1: 0x0301, 'TLSv1.1': 0x0302 } as const
const renegotiationInfo = 0xff01
const noCertificate = 41

export class Handshake {
  readonly #wire: Wire
  readonly #flow: MessageFlow
  readonly #options: HandshakeOptions
  readonly #offered: readonly number[]
  readonly #random = randomBytes(32)
  readonly #dialect: Dialect

  constructor(wire: Wire, options: HandshakeOptions) {
    this.#wire = wire
    this.#flow = new MessageFlow(wire)
    this.#options = options
    this.#dialect = options.maxVersion === 'SSLv3' ? ssl3 : tls1
    wire.offer(numbers[options.maxVersion === 'SSLv3' ? 'SSLv3' : 'TLSv1'])
    const suites = options.suites ?? defaultSuites
    this.#offered = options.emptyRenegotiationScsv ? [scsv, ...suites] : suites
    // RFC 2246 gmt_unix_time: System SSL sends the true time
    this.#random.writeUInt32BE(Math.floor(Date.now() / 1000) >>> 0)
  }

  async run(): Promise<Established> {
    const { session } = this.#options
    const hello = clientHello({
      version: numbers[this.#options.maxVersion],
      random: this.#random,
      sessionId: session?.id ?? Buffer.alloc(0),
      suites: this.#offered,
    })
    this.#flow.send(messageType.clientHello, hello)
    const negotiated = await this.#serverHello()
    const { sessionId } = negotiated.hello
    // an empty id is none: the server keeps nothing
    const resumes =
      session !== undefined &&
      sessionId.length > 0 &&
      session.id.equals(sessionId)
    const master = resumes
      ? await this.#resume(negotiated, session)
      : await this.#full(negotiated)
    const { version, suite } = negotiated.hello
    return {
      version: version === numbers['TLSv1.1'] ? 'TLSv1.1' : this.#lowest(),
      suite: negotiated.suite,
      resumed: resumes,
      session: { id: Buffer.from(sessionId), master, version, suite },
    }
  }

  async #serverHello(): Promise<Negotiated> {
    const hello = parseServerHello(
      await this.#flow.expect(messageType.serverHello),
    )
    const max = numbers[this.#options.maxVersion]
    if (hello.version < numbers[this.#lowest()] || hello.version > max)
      throw refuse(412, 70, `server chose ${hello.version.toString(16)}`)
    const scsvSent = this.#options.emptyRenegotiationScsv
    if (hello.extensions.some(id => id !== renegotiationInfo || !scsvSent))
      throw refuse(410, 110, 'extension that was not asked for')
    if (!this.#offered.includes(hello.suite))
      throw refuse(410, 47, 'cipher suite that was not offered')
    const suite = suiteById(hello.suite)
    if (suite === undefined)
      throw refuse(402, 40, `suite ${hello.suite.toString(16)} cannot be run`)
    this.#wire.agree(hello.version)
    return { hello, suite }
  }

  #protection({ hello, suite }: Negotiated, master: Buffer): Protection {
    const { version, random } = hello
    return this.#dialect.protection(
      suite,
      version,
      master,
      this.#random,
      random,
    )
  }

  async #resume(
    negotiated: Negotiated,
    session: SystemSslSession,
  ): Promise<Buffer> {
    const { suite, version } = negotiated.hello
    if (suite !== session.suite || version !== session.version)
      throw refuse(410, 47, 'resumed with other parameters')
    const protection = this.#protection(negotiated, session.master)
    await this.#serverFinished(protection, session.master)
    this.#clientFinished(protection, session.master)
    return session.master
  }

  async #full(negotiated: Negotiated): Promise<Buffer> {
    const chain = parseCertificates(
      await this.#flow.expect(messageType.certificate),
    )
    const leaf = this.#checked(chain)
    const agree = await this.#keyAgreement(negotiated, leaf)
    const request = await this.#untilHelloDone()
    const answer =
      request && answerRequest(request, this.#options.clientCertificate)
    if (answer !== undefined) this.#answerWith(answer.chain)
    this.#flow.send(messageType.clientKeyExchange, agree.message)
    const randoms = Buffer.concat([this.#random, negotiated.hello.random])
    const master = this.#dialect.master(agree.secret, randoms)
    if (answer?.prove !== undefined)
      this.#flow.send(
        messageType.certificateVerify,
        answer.prove(this.#dialect.proof(this.#flow.transcript, master)),
      )
    const protection = this.#protection(negotiated, master)
    this.#clientFinished(protection, master)
    await this.#serverFinished(protection, master)
    return master
  }

  #lowest(): 'SSLv3' | 'TLSv1' {
    return this.#options.maxVersion === 'SSLv3' ? 'SSLv3' : 'TLSv1'
  }

  /** RFC 6101 5.6.6: SSL 3.0 has no empty Certificate but a warning. */
  #answerWith(chain: readonly Buffer[]): void {
    if (chain.length === 0 && this.#lowest() === 'SSLv3')
      this.#wire.alert(1, noCertificate)
    else this.#flow.send(messageType.certificate, certificates(chain))
  }

  #checked(chain: readonly Buffer[]): X509Certificate {
    const [der] = chain
    if (der === undefined) throw refuse(403, 42, 'empty certificate chain')
    const why = this.#options.verify?.([...chain]) ?? null
    if (why !== null) throw rejection(why)
    try {
      return new X509Certificate(der)
    } catch {
      throw refuse(405, 42, 'server certificate cannot be read')
    }
  }

  async #keyAgreement(
    { hello, suite }: Negotiated,
    leaf: X509Certificate,
  ): Promise<KeyAgreement> {
    if (leaf.publicKey.asymmetricKeyType !== 'rsa')
      throw refuse(434, 43, `${suite.name} needs an RSA certificate`)
    if (suite.exchange === 'RSA')
      return agreeRsa(
        leaf.publicKey,
        numbers[this.#options.maxVersion],
        this.#dialect.keyExchange,
      )
    const body = await this.#flow.expect(messageType.serverKeyExchange)
    const randoms = Buffer.concat([this.#random, hello.random])
    return agreeDhe(leaf.publicKey, body, randoms)
  }

  /** A CertificateRequest may come; ServerHelloDone must. */
  async #untilHelloDone(): Promise<CertificateRequestFields | undefined> {
    const next = await this.#flow.next()
    if (next.type === messageType.serverHelloDone) return undefined
    if (next.type !== messageType.certificateRequest)
      throw refuse(415, 10, `handshake message ${next.type} out of order`)
    const request = parseCertificateRequest(next.body)
    if (request.authorities === 0 && this.#options.strictCaList)
      throw refuse(410, 47, 'empty list of certificate authorities')
    await this.#flow.expect(messageType.serverHelloDone)
    return request
  }

  #clientFinished(protection: Protection, master: Buffer): void {
    this.#flow.changeCipherSpec(protection)
    const { transcript } = this.#flow
    const data = this.#dialect.finished('client', transcript, master)
    this.#flow.send(messageType.finished, data)
  }

  async #serverFinished(protection: Protection, master: Buffer) {
    await this.#flow.expectChangeCipherSpec(protection)
    const { transcript } = this.#flow
    const due = this.#dialect.finished('server', transcript, master)
    const body = await this.#flow.expect(messageType.finished)
    if (body.length !== due.length || !timingSafeEqual(body, due))
      throw refuse(410, 51, "server's Finished does not match")
  }
}
