/**
 * The control connection's input, cut into lines: a command may come in any
 * number of segments, and a segment may hold any number of commands (ftp-srv
 * takes each segment for one command). Bytes, not text, because what follows
 * AUTH may be TLS.
 */

/** what a client may send ahead while a command is being served */
const sentAhead = 64 * 1024

export class LineBuffer {
  #bytes: Buffer = Buffer.alloc(0)
  readonly #longest: number

  constructor(longest: number) {
    this.#longest = longest
  }

  /** false: more than anybody may send ahead */
  push(chunk: Buffer): boolean {
    this.#bytes =
      this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    return this.#bytes.length <= sentAhead
  }

  /** no line that anybody would read to its end */
  get tooLong(): boolean {
    const end = this.#bytes.indexOf(0x0a)
    return (end < 0 ? this.#bytes.length : end) > this.#longest
  }

  /** the next line without its end, null when it is not complete */
  next(): string | null {
    const end = this.#bytes.indexOf(0x0a)
    if (end < 0) return null
    const stop = end > 0 && this.#bytes[end - 1] === 0x0d ? end - 1 : end
    const line = this.#bytes.toString('utf8', 0, stop)
    this.#bytes = this.#bytes.subarray(end + 1)
    return line
  }

  /** as `next`, and leaves it there */
  peek(): string | null {
    const end = this.#bytes.indexOf(0x0a)
    return end < 0 ? null : this.#bytes.toString('utf8', 0, end).trimEnd()
  }

  /** hands over what has not been read as a line */
  rest(): Buffer {
    const bytes = this.#bytes
    this.#bytes = Buffer.alloc(0)
    return bytes
  }
}

export interface CommandLine {
  readonly verb: string
  readonly argument: string
  readonly raw: string
}

/** RFC 959 section 4.1; Telnet's IP and Synch before ABOR are dropped. */
export const parseLine = (raw: string): CommandLine => {
  const line = raw.replace(/^[\u0080-\u00ff\ufffd]+/, '')
  const space = line.indexOf(' ')
  const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase()
  const argument = space < 0 ? '' : line.slice(space + 1)
  return { verb, argument, raw: line }
}
