/**
 * The encrypted records of one direction of TLS 1.3: opened with key-log
 * secrets as far as that is needed to see the handshake, tickets and alerts.
 * Without secrets ("blind") only what record lengths prove is reported.
 */
import type { Side } from '../model.js'
import type { KeyLog } from './secrets.js'
import { TrafficKeys, type Opened } from './secrets.js'

/** what both directions of one connection know */
export interface Negotiated {
  readonly keys: KeyLog
  /** the client's random in hex; '' until its hello was seen */
  random: string
  cipher: number
}

export interface ProtectionSink {
  opened(record: Opened): void
  /** a record of application data too large to be anything else */
  data(): void
  /** the length of a record that cannot be opened */
  blind(length: number): void
}

/** records kept until their secret comes: more than any server's flight */
const longestQueue = 64 * 1024
/** an OpenSSL ticket holds the client's certificate: well over 600 bytes */
const longestTicket = 4096
const longestSmall = 600
/** a client sends nothing but alerts and KeyUpdates: 19 and 22 bytes */
const longestClientMessage = 24

interface Queued {
  readonly version: number
  readonly body: Buffer
}

export class Protection {
  readonly #sender: Side
  readonly #negotiated: Negotiated
  readonly #sink: ProtectionSink
  readonly #all: boolean
  #stage: 'handshake' | 'application' | 'blind' = 'handshake'
  #keys: TrafficKeys | null = null
  #queue: Queued[] = []
  #queued = 0
  #dataSeen = false
  #draining = false

  /** `all`: open every record, not only those that can be tickets or alerts */
  constructor(
    sender: Side,
    negotiated: Negotiated,
    sink: ProtectionSink,
    all: boolean,
  ) {
    this.#sender = sender
    this.#negotiated = negotiated
    this.#sink = sink
    this.#all = all
  }

  get isBlind(): boolean {
    return this.#stage === 'blind'
  }

  /** a record begins; true when its body is wanted */
  header(length: number): boolean {
    if (this.#stage === 'blind') {
      this.#sink.blind(length)
      return false
    }
    if (this.#stage === 'handshake' || this.#all) return true
    if (this.#queue.length > 0 || this.#keys === null) return true
    if (length <= this.#longest()) return true
    this.#keys.skip()
    this.#data()
    return false
  }

  record(version: number, body: Buffer): void {
    if (this.#stage === 'blind') return this.#sink.blind(body.length)
    if (this.#queue.length === 0 && this.#ready())
      return this.#open(version, body)
    this.#queue.push({ version, body })
    this.#queued += body.length + 64
    this.drain()
    if (this.#queued > longestQueue) this.giveUp()
  }

  /** a secret may have come */
  drain(): void {
    if (this.#draining) return
    this.#draining = true
    while (this.#queue.length > 0 && this.#ready()) {
      const next = this.#queue.shift()
      if (next === undefined) break
      this.#queued -= next.body.length + 64
      this.#open(next.version, next.body)
    }
    this.#draining = false
  }

  /** this direction's Finished was seen: the next record has other keys */
  finished(): void {
    if (this.#stage !== 'handshake') return
    this.#stage = 'application'
    this.#keys = null
  }

  /** after a KeyUpdate of this sender (RFC 8446 4.6.3) */
  update(): void {
    this.#keys = this.#keys?.next() ?? null
  }

  /** no secret will come */
  giveUp(): void {
    if (this.#stage === 'blind') return
    this.#stage = 'blind'
    this.#keys = null
    const queue = this.#queue
    this.#queue = []
    this.#queued = 0
    for (const { body } of queue) this.#sink.blind(body.length)
  }

  #longest(): number {
    if (this.#sender === 'client') return longestClientMessage
    return this.#dataSeen ? longestSmall : longestTicket
  }

  #ready(): boolean {
    if (this.#keys !== null) return true
    const { keys, random, cipher } = this.#negotiated
    const client = this.#sender === 'client'
    const label =
      this.#stage === 'handshake'
        ? client
          ? 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
          : 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
        : client
          ? 'CLIENT_TRAFFIC_SECRET_0'
          : 'SERVER_TRAFFIC_SECRET_0'
    const secret = keys.get(random, label)
    if (secret === undefined) return false
    this.#keys = TrafficKeys.from(cipher, secret)
    return this.#keys !== null
  }

  #open(version: number, body: Buffer): void {
    const opened = this.#keys?.open(version, body) ?? null
    // not made with the secrets of the key log: no use to try the next one
    if (opened === null) return this.giveUp()
    if (opened.type === 23) this.#dataSeen = true
    this.#sink.opened(opened)
  }

  #data(): void {
    if (this.#dataSeen) return
    this.#dataSeen = true
    this.#sink.data()
  }
}
