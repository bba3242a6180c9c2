/**
 * A bounds-checked reader over one message. It never throws: reading past the
 * end gives zeros and empty buffers, leaves nothing behind (`left` is 0, so
 * loops end) and sets `short`, which the caller asks once, when it is done.
 */

const nothing: Buffer = Buffer.alloc(0)

export class Cursor {
  /** something was read that was not there */
  short = false
  #at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  #number(size: number): number {
    if (this.left < size) {
      this.short = true
      this.#at = this.#bytes.length
      return 0
    }
    const value = this.#bytes.readUIntBE(this.#at, size)
    this.#at += size
    return value
  }

  u8(): number {
    return this.#number(1)
  }

  u16(): number {
    return this.#number(2)
  }

  u24(): number {
    return this.#number(3)
  }

  u32(): number {
    return this.#number(4)
  }

  /** a view, not a copy */
  take(size: number): Buffer {
    if (this.left < size) {
      this.short = true
      this.#at = this.#bytes.length
      return nothing
    }
    const view = this.#bytes.subarray(this.#at, this.#at + size)
    this.#at += size
    return view
  }

  /** a vector with its length in front, in 1, 2 or 3 bytes */
  vector(lengthSize: 1 | 2 | 3): Buffer {
    return this.take(this.#number(lengthSize))
  }

  /** the 16-bit values of a vector; an odd byte at its end counts as short */
  u16s(lengthSize: 1 | 2): number[] {
    const bytes = this.vector(lengthSize)
    if (bytes.length % 2 !== 0) this.short = true
    const values: number[] = []
    for (let at = 0; at + 1 < bytes.length; at += 2)
      values.push(bytes.readUInt16BE(at))
    return values
  }
}
