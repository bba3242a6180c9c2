/**
 * Joins the lines of a multi-line reply (RFC 959 section 4.2) as logs print
 * them, one by one. Anything else between its lines ends the reply.
 */
export interface JoinedReply {
  readonly code: number
  /** without the codes, joined by \n */
  readonly text: string
}

const mostLines = 200

export class ReplyJoiner {
  #code = ''
  #lines: string[] = []

  /** Inside a reply: any line belongs to it. */
  get open(): boolean {
    return this.#code !== ''
  }

  /** The reply when this line completes one. */
  push(line: string): JoinedReply | null {
    const [, code = '', mark = '', text = ''] =
      /^(\d{3})(?:([ -])(.*))?$/.exec(line) ?? []
    if (this.#code === '') {
      if (code === '') return null
      if (mark !== '-') return { code: Number(code), text }
      this.#code = code
      this.#lines = [text]
      return null
    }
    const last = code === this.#code && mark !== '-'
    const within = code === this.#code && mark === '-'
    if (this.#lines.length < mostLines)
      this.#lines.push(last || within ? text : line)
    return last ? this.flush() : null
  }

  /** What came so far, when the rest will not come. */
  flush(): JoinedReply | null {
    if (this.#code === '') return null
    const reply = { code: Number(this.#code), text: this.#lines.join('\n') }
    this.#code = ''
    this.#lines = []
    return reply
  }
}
