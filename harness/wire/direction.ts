/**
 * One direction of a TLS connection: from records to facts. What both
 * directions share comes in as `Connection`.
 */
import type { Side, TlsFact, TlsVersion } from '../model.js'
import { HandshakeReader } from './handshake-reader.js'
import { malformed, sslv2ClientHello } from './hello.js'
import { handshakeFact } from './messages.js'
import { alertName, tlsVersion } from './names.js'
import { Protection, type Negotiated } from './protection.js'
import { RecordReader, recordType, type RecordSink } from './records.js'
import type { Opened } from './secrets.js'

export interface Connection extends Negotiated {
  /** null until the ServerHello */
  version: TlsVersion | null
  /** any application data seen, of either side */
  dataSeen: boolean
  readonly wantsPlaintext: boolean
  fact(sender: Side, fact: TlsFact): void
  clear(sender: Side, bytes: Buffer): void
  plaintext(sender: Side, bytes: Buffer): void
  /** the other direction */
  opposite(sender: Side): Direction
  /** ServerHello or HelloRetryRequest was seen */
  negotiated(): void
}

/** a hostile peer could send empty records for ever */
const mostFacts = 500

export class Direction implements RecordSink {
  readonly #sender: Side
  readonly #connection: Connection
  readonly #reader: RecordReader
  readonly #handshake: HandshakeReader
  readonly protection: Protection
  #recordVersion: TlsVersion | null = null
  #facts = 0
  /** TLS <= 1.2: after this sender's ChangeCipherSpec */
  encrypted = false
  #finished = false
  #dataSeen = false
  #alertPending = false
  #lastBlind = 0
  #busy = false
  #waiting: Buffer[] = []

  constructor(sender: Side, connection: Connection) {
    this.#sender = sender
    this.#connection = connection
    this.#reader = new RecordReader(this)
    this.#handshake = new HandshakeReader({
      message: (type, body) => this.#message(type, body),
      tooLong: (type, length) => {
        this.#fact(malformed(`handshake message ${type} of ${length} bytes`))
      },
    })
    this.protection = new Protection(
      sender,
      connection,
      {
        opened: record => this.#opened(record),
        data: () => this.#data(),
        blind: length => this.#blind(length),
      },
      connection.wantsPlaintext,
    )
  }

  push(bytes: Buffer): void {
    // a reaction to a fact may inject bytes in the same direction
    if (this.#busy) {
      this.#waiting.push(bytes)
      return
    }
    this.#busy = true
    this.#reader.push(bytes)
    for (let b = this.#waiting.shift(); b; b = this.#waiting.shift())
      this.#reader.push(b)
    this.#busy = false
  }

  stop(): void {
    this.#reader.stop()
  }

  end(): void {
    this.protection.giveUp()
    if (this.#reader.partial)
      this.#fact(malformed('the stream ends inside a record'))
    // TLS 1.3: two bytes of alert, one of type, 16 of tag
    if (this.#lastBlind === 19 && this.#finished) {
      this.#encryptedAlert()
      this.#alertPending = true
    }
    if (this.#alertPending && this.#bothEncrypted()) this.#closeNotify()
    this.#alertPending = false
    this.#lastBlind = 0
  }

  #bothEncrypted(): boolean {
    const { version } = this.#connection
    return (
      version === 'TLSv1.3' ||
      (this.encrypted && this.#connection.opposite(this.#sender).encrypted)
    )
  }

  #fact(fact: TlsFact): void {
    if (this.#facts++ < mostFacts) this.#connection.fact(this.#sender, fact)
  }

  /* ------------------------------------------------------------- records */

  header(type: number, version: number, length: number): boolean {
    this.#recordVersion = tlsVersion(version)
    if (type === recordType.applicationData) {
      if (this.#connection.version === 'TLSv1.3')
        return this.protection.header(length)
      this.#data()
      return false
    }
    if (type === recordType.handshake && this.encrypted) {
      this.#encryptedHandshake()
      return false
    }
    if (type === recordType.alert && this.encrypted && length !== 2) {
      this.#encryptedAlert()
      if (this.#connection.dataSeen) this.#closeNotify()
      else this.#alertPending = true
      return false
    }
    return true
  }

  record(type: number, version: number, body: Buffer): void {
    switch (type) {
      case recordType.changeCipherSpec:
        return this.#changeCipherSpec()
      case recordType.alert:
        return this.#alert(body, false)
      case recordType.handshake:
        return this.#handshake.push(body)
      case recordType.applicationData:
        return this.protection.record(version, body)
    }
  }

  sslv2(body: Buffer): void {
    this.#recordVersion = 'SSLv2'
    if (body[0] === 1) return this.#fact(sslv2ClientHello(body))
    const name = body[0] === 4 ? 'SSLv2 ServerHello' : 'SSLv2 Error'
    this.#fact({ is: 'handshake-message', type: body[0] ?? 0, name })
  }

  clear(bytes: Buffer): void {
    this.#connection.clear(this.#sender, bytes)
  }

  broken(why: string): void {
    this.#fact(malformed(why))
  }

  /* ------------------------------------------------------------ contents */

  #changeCipherSpec(): void {
    // means nothing in TLS 1.3 (RFC 8446 D.4)
    if (this.#connection.version === 'TLSv1.3') return
    this.encrypted = true
    this.#fact({ is: 'change-cipher-spec' })
  }

  #encryptedHandshake(): void {
    if (!this.#finished) {
      this.#finished = true
      return this.#fact({ is: 'finished' })
    }
    // renegotiation; nothing in the record header tells which message
    this.#fact({ is: 'handshake-message', type: 255, name: 'Encrypted' })
  }

  #encryptedAlert(): void {
    this.#fact({
      is: 'alert',
      level: null,
      code: null,
      name: 'encrypted',
      encrypted: true,
    })
  }

  #alert(body: Buffer, encrypted: boolean): void {
    const [level, code] = body
    if (body.length !== 2 || level === undefined || code === undefined)
      return this.#fact(malformed(`alert of ${body.length} bytes`))
    if (code === 0) return this.#closeNotify()
    this.#fact({
      is: 'alert',
      level: level === 1 ? 'warning' : 'fatal',
      code,
      name: alertName(code),
      encrypted,
    })
  }

  #closeNotify(): void {
    this.#fact({ is: 'close-notify' })
  }

  #data(): void {
    this.#connection.dataSeen = true
    if (this.#dataSeen) return
    this.#dataSeen = true
    this.#fact({ is: 'application-data' })
  }

  #opened(record: Opened): void {
    switch (record.type) {
      case recordType.handshake:
        return this.#handshake.push(record.content)
      case recordType.alert:
        return this.#alert(record.content, true)
      case recordType.applicationData:
        this.#data()
        this.#connection.plaintext(this.#sender, record.content)
    }
  }

  #message(type: number, body: Buffer): void {
    const c = this.#connection
    const fact = handshakeFact(type, body, c.version, this.#recordVersion)
    // the secrets of a key log are filed under the client's random
    if (fact.is === 'client-hello') c.random = body.toString('hex', 2, 34)
    if (fact.is === 'server-hello') {
      c.version = fact.version
      c.cipher = fact.cipher
    }
    if (fact.is === 'hello-retry-request') c.version = 'TLSv1.3'
    if (fact.is === 'finished') {
      this.#finished = true
      this.protection.finished()
    }
    if (type === 24) this.protection.update()
    this.#fact(fact)
    if (fact.is === 'server-hello') c.negotiated()
  }

  /**
   * TLS 1.3 without secrets. A client's Finished is 32 or 48 bytes behind 4 of
   * header, 1 of type, 16 of tag; no other first record has these lengths.
   */
  #blind(length: number): void {
    this.#lastBlind = length
    if (this.#sender === 'client') {
      if (!this.#finished && (length === 53 || length === 69)) {
        this.#finished = true
        this.#fact({ is: 'finished' })
      } else if (this.#finished && length !== 19) this.#data()
      return
    }
    // tickets are shorter than that and come before the first reply
    const other = this.#connection.opposite('server')
    if (other.#dataSeen || (other.#finished && length >= 1000)) this.#data()
    if (other.#finished) this.#finished = true
  }
}
