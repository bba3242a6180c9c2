/**
 * FTP and SMTP as lines: bytes of both sides to `command` and `reply` events.
 * Reassembles lines and multi-line replies; judges nothing and keeps no state
 * of the protocol beyond what tells commands from other lines.
 */
import type { EventBody, Side } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'

/** longer lines are cut */
const longestLine = 8192
/** a help text or banner may be long; what is beyond is left out */
const mostLines = 500

/** RFC 854: Interpret As Command, and the verbs that carry an option byte */
const iac = 255
const firstWithOption = 251
const lf = 10

/** Lines of one side without CR LF and without telnet commands. */
export class LineReader {
  readonly #line: (line: string) => void
  #parts: Buffer[] = []
  #length = 0
  #telnet: 'none' | 'iac' | 'option' = 'none'

  constructor(line: (line: string) => void) {
    this.#line = line
  }

  push(bytes: Buffer): void {
    const plain =
      this.#telnet === 'none' && !bytes.includes(iac)
        ? bytes
        : this.#strip(bytes)
    let from = 0
    for (;;) {
      const at = plain.indexOf(lf, from)
      if (at < 0) break
      this.#hold(plain.subarray(from, at))
      this.flush()
      from = at + 1
    }
    this.#hold(plain.subarray(from))
  }

  /** what came so far is a line, e.g. because the stream is over */
  flush(): void {
    const line = Buffer.concat(this.#parts).toString('utf8')
    this.#parts = []
    this.#length = 0
    this.#line(line.replace(/\r+$/, ''))
  }

  get pending(): boolean {
    return this.#length > 0
  }

  #hold(bytes: Buffer): void {
    const room = longestLine - this.#length
    if (bytes.length === 0 || room <= 0) return
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes
    this.#length += kept.length
    // a line sent byte by byte must not become thousands of buffers
    if (this.#parts.length < 64) this.#parts.push(kept)
    else this.#parts = [Buffer.concat([...this.#parts, kept])]
  }

  #strip(bytes: Buffer): Buffer {
    const plain = Buffer.allocUnsafe(bytes.length)
    let size = 0
    for (const byte of bytes) {
      if (this.#telnet === 'option') this.#telnet = 'none'
      else if (this.#telnet === 'iac') {
        this.#telnet = byte >= firstWithOption && byte < iac ? 'option' : 'none'
        if (byte === iac) plain[size++] = byte
      } else if (byte === iac) this.#telnet = 'iac'
      else plain[size++] = byte
    }
    return plain.subarray(0, size)
  }
}

export interface ParsedReply {
  readonly code: number
  /** all lines without the codes, joined by \n */
  readonly text: string
}

/** 6yz are the protected replies of RFC 2228 */
const coded = /^([1-6]\d\d)(?:([ -])(.*))?$/s

/**
 * Replies of RFC 959 4.2 (only the last line must carry the code again) and
 * of RFC 5321 (every line does).
 */
export class ReplyReader {
  readonly #reply: (reply: ParsedReply) => void
  #code = ''
  #lines: string[] = []

  constructor(reply: (reply: ParsedReply) => void) {
    this.#reply = reply
  }

  line(line: string): void {
    const [, code = '', mark = ' ', text = ''] = coded.exec(line) ?? []
    if (this.#code === '') {
      // code 0: the server said something that is no reply
      if (code === '') return this.#tell(0, line)
      if (mark === ' ') return this.#tell(Number(code), text)
      this.#code = code
      this.#lines = [text]
      return
    }
    const same = code === this.#code
    if (this.#lines.length < mostLines) this.#lines.push(same ? text : line)
    if (same && mark === ' ') this.flush()
  }

  /** an unfinished multi-line reply, as far as it came */
  flush(): void {
    if (this.#code === '') return
    const code = Number(this.#code)
    this.#code = ''
    this.#tell(code, this.#lines.join('\n'))
  }

  #tell(code: number, text: string): void {
    if (code !== 0 || text !== '') this.#reply({ code, text })
  }
}

export type Dialect = 'ftp' | 'smtp'

export class DialogueReader {
  readonly #emit: (body: EventBody) => void
  readonly #dialect: Dialect
  readonly #client: LineReader
  readonly #server: LineReader
  readonly #replies: ReplyReader
  #clear = true
  /** SMTP: what the client's next line is, by the last reply */
  #expects: 'command' | 'credentials' | 'message' = 'command'

  constructor(emit: (body: EventBody) => void, dialect: Dialect = 'ftp') {
    this.#emit = emit
    this.#dialect = dialect
    this.#client = new LineReader(line => this.#clientLine(line))
    this.#server = new LineReader(line => this.#replies.line(line))
    this.#replies = new ReplyReader(reply => this.#reply(reply))
  }

  push(sender: Side, bytes: Buffer, clear: boolean): void {
    this.#clear = clear
    if (sender === 'client') this.#client.push(bytes)
    else this.#server.push(bytes)
  }

  /** the stream of this side is over, or is no dialogue from here */
  end(sender: Side): void {
    const lines = sender === 'client' ? this.#client : this.#server
    if (lines.pending) lines.flush()
    if (sender === 'server') this.#replies.flush()
  }

  #reply({ code, text }: ParsedReply): void {
    if (this.#dialect === 'smtp')
      this.#expects =
        code === 334 ? 'credentials' : code === 354 ? 'message' : 'command'
    this.#emit({
      kind: 'reply',
      code,
      text: printable(redactText(text)),
      clear: this.#clear,
    })
  }

  #clientLine(line: string): void {
    if (this.#expects === 'message') {
      if (line !== '.') return
      this.#expects = 'command'
      return this.#command('.', '')
    }
    // RFC 4954: the answer to 334 is base64 of a name or a password
    if (this.#expects === 'credentials')
      return this.#command('(response)', '<redacted>')
    const [, verb, argument = ''] = /^\s*(\S+)\s*(.*)$/s.exec(line) ?? []
    if (verb === undefined) return
    const name = verb.toUpperCase()
    this.#command(name.slice(0, 64), redactArgument(name, argument))
  }

  #command(verb: string, argument: string): void {
    this.#emit({
      kind: 'command',
      verb: printable(verb),
      argument: printable(argument),
      clear: this.#clear,
    })
  }
}
