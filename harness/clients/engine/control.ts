/**
 * The control connection as an FTP client holds it: commands out, replies in,
 * and what was agreed so far. One reply at a time; a reply that comes unasked
 * waits for whoever asks next.
 */
import type { Duplex } from 'node:stream'
import { printable, redactArgument, redactText } from '../../redact.js'
import {
  LineReader,
  ReplyReader,
  type ParsedReply,
} from '../../wire/dialogue.js'
import type { Endpoint } from './addresses.js'
import type { Link } from './link.js'
import type { Patience } from './patience.js'
import type { SessionShelf } from './sessions.js'

const lf = 0x0a
const longestRest = 64 * 1024

export class Control {
  readonly link: Link
  readonly shelf: SessionShelf
  readonly patience: Patience
  /** level in force for data connections */
  level: 'C' | 'P' = 'C'
  /** what FEAT told, when it was asked */
  features = ''
  /** what TYPE was last accepted */
  type: 'A' | 'I' | null = null
  /** how many times running */
  typeTimes = 0
  listed = false
  /** of a PASV that was sent ahead of its transfer */
  announced: Endpoint | null = null
  /** that PASV was refused: PHP's ext/ftp is in active mode from then on */
  passiveRefused = false
  #lines = this.#newReader()
  /** what came behind the reply to AUTH */
  #rest: Buffer = Buffer.alloc(0)
  #stream: Duplex | null = null
  #replies: ParsedReply[] = []
  #wanted: {
    readonly resolve: (reply: ParsedReply) => void
    readonly reject: (error: Error) => void
  } | null = null
  #lost: Error | null = null
  /** what follows the next reply may be TLS's */
  #single = false
  readonly #onData = (chunk: Buffer): void => this.#read(chunk)
  readonly #onEnd = (): void => this.#lose('the server closed the connection')

  constructor(link: Link, shelf: SessionShelf, patience: Patience) {
    this.link = link
    this.shelf = shelf
    this.patience = patience
    link.socket.once('close', () => this.#onEnd())
  }

  /** Commands can still be sent, and their replies be told apart. */
  get alive(): boolean {
    return this.#lost === null
  }

  /** Speaks over what the link offers now: the socket, or TLS over it. */
  attach(): void {
    const { stream, socket } = this.link
    if (!socket.destroyed && socket.readable) this.#lost = null
    this.#stream = stream
    stream.on('data', this.#onData)
    stream.once('end', this.#onEnd)
    stream.once('close', this.#onEnd)
    stream.resume()
  }

  /** Bytes behind the last reply, which are not FTP's. */
  detach(): Buffer {
    const stream = this.#stream
    this.#stream = null
    stream?.pause()
    stream?.off('data', this.#onData)
    stream?.off('end', this.#onEnd)
    stream?.off('close', this.#onEnd)
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    this.#lines = this.#newReader()
    this.#single = false
    return rest
  }

  /** Stops trusting the connection, e.g. when a reply did not come in time. */
  abandon(why: string): void {
    this.#lose(why)
  }

  send(verb: string, argument = '', behind = ''): void {
    const line = argument === '' ? verb : `${verb} ${argument}`
    this.#note(verb, argument)
    if (behind !== '') {
      const [injected = '', ...words] = behind.split(' ')
      this.#note(injected, words.join(' '))
    }
    const tail = behind === '' ? '' : `${behind}\r\n`
    if (this.#stream?.writable === true)
      this.#stream.write(`${line}\r\n${tail}`)
  }

  /** The next reply; preliminary ones count. */
  async reply(to: string): Promise<ParsedReply> {
    const reply = await this.patience.wait(`reply to ${to}`, this.#next())
    this.patience.renew()
    return reply
  }

  /** A command and its final reply. */
  async ask(verb: string, argument = ''): Promise<ParsedReply> {
    this.send(verb, argument)
    for (;;) {
      const reply = await this.reply(verb)
      if (reply.code >= 200) return reply
    }
  }

  /** AUTH: its reply alone; what follows stays unread until `goOn`. */
  async askToSwitch(
    argument: string,
    behind = '',
    verb = 'AUTH',
  ): Promise<ParsedReply> {
    this.#single = true
    this.send(verb, argument, behind)
    return await this.reply(verb)
  }

  /** Lines that are no command, told as `verb`: a message, a SASL response. */
  async transmit(text: string, verb: string): Promise<ParsedReply> {
    this.#note(verb, '')
    if (this.#stream?.writable === true) this.#stream.write(text)
    return await this.reply(verb)
  }

  /** AUTH was refused: what follows its reply are replies again. */
  goOn(): void {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    this.#single = false
    this.#lines.push(rest)
  }

  /** Did the server end TLS, e.g. behind its reply to REIN? */
  async tlsEnded(withinMs: number): Promise<boolean> {
    const { secured } = this.link
    if (secured === null) return false
    const until = performance.now() + withinMs
    while (!secured.stream.readableEnded && performance.now() < until)
      await this.patience.sleep(10)
    return secured.stream.readableEnded
  }

  /** Did a reply come that nobody asked for? Waits a moment for it. */
  async surplus(ms: number): Promise<ParsedReply | null> {
    if (this.#replies.length === 0) await this.patience.sleep(ms)
    return this.#replies.shift() ?? null
  }

  #note(verb: string, argument: string): void {
    this.link.record({
      kind: 'command',
      verb,
      argument: redactArgument(verb, argument),
      clear: this.link.secured === null,
    })
  }

  #next(): Promise<ParsedReply> {
    const waiting = this.#replies.shift()
    if (waiting !== undefined) return Promise.resolve(waiting)
    if (this.#lost !== null) return Promise.reject(this.#lost)
    return new Promise((resolve, reject) => {
      this.#wanted = { resolve, reject }
    })
  }

  #newReader(): LineReader {
    const replies = new ReplyReader(reply => this.#got(reply))
    return new LineReader(line => replies.line(line))
  }

  #read(chunk: Buffer): void {
    if (!this.#single) return this.#lines.push(chunk)
    this.#rest = Buffer.concat([this.#rest, chunk])
    if (this.#rest.length > longestRest) return this.#lose('a reply too long')
    while (this.#wanted !== null) {
      const end = this.#rest.indexOf(lf) + 1
      if (end === 0) return
      const line = this.#rest.subarray(0, end)
      this.#rest = this.#rest.subarray(end)
      this.#lines.push(line)
    }
  }

  #got(reply: ParsedReply): void {
    const { code, text } = reply
    this.link.record({
      kind: 'reply',
      code,
      text: printable(redactText(text)),
      clear: this.link.secured === null,
    })
    if (code === 0) return this.#lose('what the server says is not FTP')
    const wanted = this.#wanted
    this.#wanted = null
    if (wanted === null) this.#replies.push(reply)
    else wanted.resolve(reply)
  }

  #lose(why: string): void {
    if (this.#lost !== null) return
    const { tlsFailure, failure } = this.link
    const text = tlsFailure?.text ?? failure?.message ?? why
    this.#lost = new Error(text)
    this.#wanted?.reject(this.#lost)
    this.#wanted = null
  }
}
