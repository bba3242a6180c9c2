/**
 * What stands between a client and a server, as data and small reactions. A
 * network knows bytes and TCP; it has no certificate and reads no TLS.
 */
import type { ConnectionRole, Side } from '../../model.js'

/** How bytes arrive. Nothing of it may change what a session comes to. */
export interface Delivery {
  /** every write is cut into pieces of at most so many bytes */
  readonly pieceBytes?: number
  /** the first bytes of every write go one by one, save CR LF */
  readonly singleBytes?: number
  /** the LF of a write that ends in CR LF comes so much later */
  readonly lineFeedMs?: number
  /** one way */
  readonly delayMs?: number
  readonly bytesPerSecond?: number
}

/** One TCP connection on its way through. */
export interface Path {
  readonly role: ConnectionRole
  /** taken from each side so far, what is being looked at included */
  readonly taken: Readonly<Record<Side, number>>
  /** when bytes were last taken from either side */
  readonly lastAt: number
  /** both sides get it, and nothing passes any more */
  cut(how: 'fin' | 'rst'): void
  /** nothing passes any more, and neither side is told */
  silence(): void
}

/** A control connection and the data connections that belong to it. */
export interface Session {
  readonly control: Path
  now(): number
  /** of all its connections, also those to come */
  silence(): void
  /** the address by which clients know the server */
  readonly outside: string
  /**
   * A port on the server's side whose connections go on to an address on the
   * client's side; resolves with address and port as the server sees them.
   */
  inward(to: Endpoint): Promise<Endpoint>
}

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** What goes on instead of the bytes; null: nothing does. */
export type Look = (
  path: Path,
  from: Side,
  bytes: Buffer,
) => Buffer | null | Promise<Buffer | null>

/** What a middlebox remembers of one session. */
export interface Watcher {
  readonly control?: Look
  readonly data?: Look
}

export interface Behaviour {
  readonly delivery?: Delivery
  /** of data connections, when it differs */
  readonly dataDelivery?: Delivery
  /** passive ports: refused with RST, or SYN without an answer */
  readonly dataPorts?: 'rejected' | 'dropped'
  /**
   * NAT: the address by which the server knows itself, and which it announces.
   * The client cannot reach it. Its own address is translated as well.
   */
  readonly inside?: string
  watch?(session: Session): Watcher
}

export interface Network {
  /** the name of its file below harness/networks/ */
  readonly id: string
  /** a sentence */
  readonly title: string
  /** who has it in the way, and what they see */
  readonly why: string
  readonly references: readonly string[]
  /** changes no verdict: what it does is within TCP */
  readonly harmless?: boolean
  readonly behaviour: Behaviour
}
