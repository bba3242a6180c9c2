/**
 * Puts handshake messages together from record bodies: a message may span
 * records and a record may hold several. Bounded by the longest message.
 */

const longestMessage = 256 * 1024

export interface HandshakeSink {
  message(type: number, body: Buffer): void
  tooLong(type: number, length: number): void
}

export class HandshakeReader {
  readonly #sink: HandshakeSink
  /** start of a message whose end has not come; grows by doubling */
  #held: Buffer = Buffer.alloc(0)
  #size = 0
  #stopped = false

  constructor(sink: HandshakeSink) {
    this.#sink = sink
  }

  push(body: Buffer): void {
    if (this.#stopped) return
    if (this.#size === 0) {
      this.#keep(body, this.#read(body))
      return
    }
    this.#keep(body, 0)
    const whole = this.#held.subarray(0, this.#size)
    if (!this.#complete(whole)) return
    this.#held = Buffer.alloc(0)
    this.#size = 0
    this.#keep(whole, this.#read(whole))
  }

  #complete(bytes: Buffer): boolean {
    if (bytes.length < 4) return false
    const length = bytes.readUIntBE(1, 3)
    return length > longestMessage || bytes.length >= 4 + length
  }

  /** how many bytes were used up */
  #read(bytes: Buffer): number {
    let at = 0
    while (!this.#stopped && bytes.length - at >= 4) {
      const type = bytes[at] ?? 0
      const length = bytes.readUIntBE(at + 1, 3)
      if (length > longestMessage) {
        this.#stopped = true
        this.#sink.tooLong(type, length)
        break
      }
      if (bytes.length - at < 4 + length) break
      this.#sink.message(type, bytes.subarray(at + 4, at + 4 + length))
      at += 4 + length
    }
    return at
  }

  #keep(bytes: Buffer, from: number): void {
    const more = bytes.length - from
    if (more <= 0 || this.#stopped) return
    if (this.#size + more > this.#held.length) {
      const grown = Buffer.allocUnsafe(
        Math.max(this.#size + more, this.#held.length * 2),
      )
      this.#held.copy(grown, 0, 0, this.#size)
      this.#held = grown
    }
    bytes.copy(this.#held, this.#size, from)
    this.#size += more
  }
}
