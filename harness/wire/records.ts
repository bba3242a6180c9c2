/**
 * Splits one direction of a byte stream into TLS records. Bodies that nobody
 * wants are counted past, not stored; a record that arrives in one piece is
 * not copied. Recognises the SSLv2 format of a first record, and bytes that
 * are no TLS at all. Knows nothing of what is in a record.
 */

/** 2^14 bytes of plaintext and 2048 of expansion (RFC 5246 6.2.3) */
export const longestRecord = 16384 + 2048

export const recordType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const

export interface RecordSink {
  /** a record begins; true when its body is wanted */
  header(type: number, version: number, length: number): boolean
  /** a wanted body is complete */
  record(type: number, version: number, body: Buffer): void
  /** a first record in SSLv2 format, without its two length bytes */
  sslv2(body: Buffer): void
  /** bytes that are not TLS */
  clear(bytes: Buffer): void
  /** the stream cannot be followed any more */
  broken(why: string): void
}

/** Could a TLS record begin like this? Answers by the bytes that are there. */
export const looksLikeTls = (bytes: Buffer): boolean => {
  const type = bytes[0]
  if (type === undefined || type < 20 || type > 24) return false
  return bytes.length === 1 || bytes[1] === 3
}

/** Two length bytes with the top bit, then CLIENT-HELLO (draft-hickman 2.5) */
export const looksLikeSslv2Hello = (bytes: Buffer): boolean =>
  ((bytes[0] ?? 0) & 0x80) !== 0 && (bytes.length < 3 || bytes[2] === 1)

/** what SSLv2 can begin with: ERROR, CLIENT-HELLO, SERVER-HELLO */
const sslv2First: readonly number[] = [0, 1, 4]

export class RecordReader {
  readonly #sink: RecordSink
  readonly #header = Buffer.alloc(5)
  #have = 0
  #type = 0
  #version = 0
  /** bytes of the current body that are still to come */
  #left = 0
  /** where a body that came in pieces is put together; null: not wanted */
  #body: Buffer | null = null
  #sslv2 = false
  #first = true
  #clear = false
  #stopped = false

  constructor(sink: RecordSink) {
    this.#sink = sink
  }

  /** the stream stands inside a record */
  get partial(): boolean {
    return !this.#stopped && (this.#have > 0 || this.#left > 0)
  }

  /** ignore whatever comes */
  stop(): void {
    this.#stopped = true
    this.#body = null
  }

  push(chunk: Buffer): void {
    if (this.#clear && looksLikeTls(chunk)) this.#clear = false
    let at = 0
    while (at < chunk.length && !this.#stopped) {
      if (this.#clear) {
        this.#sink.clear(chunk.subarray(at))
        return
      }
      at =
        this.#left > 0 ? this.#continueBody(chunk, at) : this.#begin(chunk, at)
    }
  }

  #begin(chunk: Buffer, from: number): number {
    // nearly always the whole header is there: no byte is moved
    if (this.#have === 0 && chunk.length - from >= 5 && chunk[from + 1] === 3) {
      const type = chunk[from] ?? 0
      if (type >= 20 && type <= 24)
        return this.#beginRecord(chunk, from, from + 5)
    }
    let at = from
    while (this.#have < 5 && at < chunk.length) {
      this.#header[this.#have++] = chunk[at++] ?? 0
      const seen = this.#header.subarray(0, this.#have)
      if (looksLikeTls(seen)) continue
      if (this.#first && this.#have <= 3 && this.#maybeSslv2(seen)) {
        if (this.#have < 3) continue
        return this.#beginSslv2(chunk, at)
      }
      // what was held back is in front of the rest of the chunk
      const held = Buffer.from(seen.subarray(0, this.#have - 1))
      this.#have = 0
      this.#clear = true
      if (held.length > 0) this.#sink.clear(held)
      return at - 1
    }
    return this.#have < 5 ? at : this.#beginRecord(this.#header, 0, at, chunk)
  }

  #maybeSslv2(seen: Buffer): boolean {
    if (((seen[0] ?? 0) & 0x80) === 0) return false
    return seen.length < 3 || sslv2First.includes(seen[2] ?? 255)
  }

  #beginSslv2(chunk: Buffer, at: number): number {
    // the third byte belongs to the body already
    const length =
      ((this.#header[0] ?? 0) & 0x7f) * 256 + (this.#header[1] ?? 0)
    if (length === 0 || length > longestRecord) {
      this.#break(`SSLv2 record of ${length} bytes`)
      return chunk.length
    }
    this.#sslv2 = true
    this.#first = false
    this.#have = 0
    this.#body = Buffer.allocUnsafe(length)
    this.#body[0] = this.#header[2] ?? 0
    this.#left = length - 1
    if (this.#left === 0) this.#complete(this.#body)
    return at
  }

  /** `header` holds the five bytes at `start`; the body is in `chunk` */
  #beginRecord(
    header: Buffer,
    start: number,
    at: number,
    chunk: Buffer = header,
  ): number {
    const type = header[start] ?? 0
    const version = header.readUInt16BE(start + 1)
    const length = header.readUInt16BE(start + 3)
    this.#have = 0
    this.#first = false
    if (length > longestRecord) {
      this.#break(`record of ${length} bytes`)
      return chunk.length
    }
    const wanted = this.#sink.header(type, version, length)
    if (chunk.length - at >= length) {
      const body = chunk.subarray(at, at + length)
      if (wanted) this.#sink.record(type, version, body)
      return at + length
    }
    this.#type = type
    this.#version = version
    this.#left = length
    this.#body = wanted ? Buffer.allocUnsafe(length) : null
    return at
  }

  #continueBody(chunk: Buffer, at: number): number {
    const size = Math.min(this.#left, chunk.length - at)
    if (this.#body !== null)
      chunk.copy(this.#body, this.#body.length - this.#left, at, at + size)
    this.#left -= size
    if (this.#left === 0 && this.#body !== null) this.#complete(this.#body)
    return at + size
  }

  #complete(body: Buffer): void {
    this.#body = null
    if (!this.#sslv2) return this.#sink.record(this.#type, this.#version, body)
    this.#sslv2 = false
    this.#sink.sslv2(body)
  }

  #break(why: string): void {
    this.stop()
    this.#sink.broken(why)
  }
}
