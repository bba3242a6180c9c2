/**
 * Watches both directions of one TLS connection and tells what it sees as
 * event bodies, in wire order. Holds no socket: the tap, the relay and the
 * readers of captures push bytes into it.
 */
import type { EventBody, Side, TlsFact, TlsVersion } from '../model.js'
import { printable, redactText } from '../redact.js'
import { Direction, type Connection } from './direction.js'
import { KeyLog } from './secrets.js'

export interface ObserverOptions {
  readonly emit: (body: EventBody) => void
  /** after `emit`, for every TLS fact */
  readonly onFact?: (fact: TlsFact, sender: Side) => void
  /** secrets known beforehand; default: an own, empty one */
  readonly keys?: KeyLog
  /** secrets that are not in `keys` will not come: do not wait for them */
  readonly blind?: boolean
  /** what TLS 1.3 records with known secrets hold; opens every record */
  readonly plaintext?: (sender: Side, bytes: Buffer) => void
}

/** clear text kept of one burst */
const longestClear = 300

export class TlsObserver {
  readonly #options: ObserverOptions
  readonly #keys: KeyLog
  readonly #client: Direction
  readonly #server: Direction
  readonly #connection: Connection
  #stopped = false
  /** clear bytes of one sender that were not told yet */
  #clearSender: Side = 'server'
  #clear = ''
  #clearTold = 0

  constructor(options: ObserverOptions) {
    this.#options = options
    this.#keys = options.keys ?? new KeyLog()
    const connection: Connection = {
      keys: this.#keys,
      random: '',
      cipher: 0,
      version: null,
      dataSeen: false,
      wantsPlaintext: options.plaintext !== undefined,
      fact: (sender, fact) => this.#fact(sender, fact),
      clear: (sender, bytes) => this.#clearBytes(sender, bytes),
      plaintext: (sender, bytes) => options.plaintext?.(sender, bytes),
      opposite: sender => (sender === 'client' ? this.#server : this.#client),
      negotiated: () => this.#negotiated(),
    }
    this.#connection = connection
    this.#client = new Direction('client', connection)
    this.#server = new Direction('server', connection)
  }

  /** negotiated; null before the ServerHello */
  get version(): TlsVersion | null {
    return this.#connection.version
  }

  push(sender: Side, bytes: Buffer): void {
    if (this.#stopped) return
    if (this.#clear !== '' && sender !== this.#clearSender) this.#tellClear()
    this.#direction(sender).push(bytes)
    if (this.#clear.endsWith('\n')) this.#tellClear()
  }

  /** lines of a key log, in any order, before or after the records */
  keylog(lines: string): void {
    this.#keys.add(lines)
    if (this.#connection.version !== 'TLSv1.3') return
    this.#server.protection.drain()
    this.#client.protection.drain()
  }

  /** this sender's stream is over */
  end(sender: Side): void {
    if (this.#stopped) return
    this.#tellClear()
    this.#direction(sender).end()
  }

  /** nothing more is told */
  stop(): void {
    this.#tellClear()
    this.#stopped = true
    this.#client.stop()
    this.#server.stop()
  }

  #direction(sender: Side): Direction {
    return sender === 'client' ? this.#client : this.#server
  }

  #negotiated(): void {
    const { random } = this.#connection
    const label = 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
    if (this.#options.blind !== true || this.#keys.get(random, label)) return
    this.#client.protection.giveUp()
    this.#server.protection.giveUp()
  }

  #fact(sender: Side, fact: TlsFact): void {
    if (this.#stopped) return
    this.#tellClear()
    this.#options.emit({ kind: 'tls', sender, fact })
    this.#options.onFact?.(fact, sender)
  }

  #clearBytes(sender: Side, bytes: Buffer): void {
    if (sender !== this.#clearSender) this.#clearTold = 0
    this.#clearSender = sender
    const room = longestClear - this.#clearTold - this.#clear.length
    if (room > 0) this.#clear += bytes.toString('latin1', 0, room)
  }

  #tellClear(): void {
    if (this.#clear === '') return
    const text = printable(redactText(this.#clear.replaceAll('\r\n', '\n')))
    this.#clearTold += this.#clear.length
    this.#clear = ''
    this.#options.emit({
      kind: 'clear-bytes',
      sender: this.#clearSender,
      text: text.trimEnd(),
    })
  }
}
