/**
 * One captured or relayed connection as raw bytes of both sides: finds where
 * clear dialogue ends and TLS begins, and hands each to its reader. Knows the
 * control connections of FTP and SMTP, and FTP's data connections.
 */
import type { EventBody, Side } from '../model.js'
import { DialogueReader, type Dialect } from './dialogue.js'
import { TlsObserver } from './observer.js'
import { looksLikeSslv2Hello, looksLikeTls } from './records.js'
import type { KeyLog } from './secrets.js'

export interface SessionOptions {
  readonly emit: (body: EventBody) => void
  readonly dialect?: Dialect
  /** secrets of TLS 1.3 connections; makes the dialogue inside TLS readable */
  readonly keys?: KeyLog
}

const lf = 10
const nothing: Buffer = Buffer.alloc(0)

const observerOf = (
  options: SessionOptions,
  plaintext: (sender: Side, bytes: Buffer) => void,
): TlsObserver =>
  new TlsObserver({
    emit: options.emit,
    blind: true,
    ...(options.keys === undefined ? {} : { keys: options.keys, plaintext }),
  })

/** A client may begin with a TLS record or with an SSLv2 hello. */
const beginsTls = (bytes: Buffer, sslv2: boolean): boolean =>
  (bytes[0] === 22 && looksLikeTls(bytes)) ||
  (sslv2 && looksLikeSslv2Hello(bytes))

export class SessionObserver {
  readonly #options: SessionOptions
  readonly #dialogue: DialogueReader
  #tls: TlsObserver | null = null
  /** a command that asks for TLS waits for its reply */
  #asked = false
  #accepted = false
  #started = false
  readonly #lineStart: Record<Side, boolean> = { client: true, server: true }
  /** too few bytes to tell TLS from text */
  #held: Buffer = nothing

  constructor(options: SessionOptions) {
    this.#options = options
    this.#dialogue = new DialogueReader(body => {
      this.#follow(body)
      options.emit(body)
    }, options.dialect)
  }

  push(sender: Side, bytes: Buffer): void {
    if (bytes.length === 0) return
    if (this.#isTls(sender)) this.#tls?.push(sender, bytes)
    else if (sender === 'client') this.#fromClient(bytes)
    else this.#fromServer(bytes)
  }

  /** lines of a key log that come while the connection lives */
  keylog(lines: string): void {
    this.#options.keys?.add(lines)
    this.#tls?.keylog(lines)
  }

  end(sender: Side): void {
    if (sender === 'client' && this.#held.length > 0) this.#releaseHeld()
    this.#tls?.end(sender)
    this.#dialogue.end(sender)
  }

  /**
   * Once the client has begun TLS the server's clear text is no dialogue any
   * more, unless the reply to AUTH is still under way.
   */
  #isTls(sender: Side): boolean {
    return this.#tls !== null && (sender === 'client' || !this.#asked)
  }

  #follow(body: EventBody): void {
    if (body.kind === 'command')
      this.#asked = body.verb === 'AUTH' || body.verb === 'STARTTLS'
    else if (body.kind === 'reply' && this.#asked) {
      this.#asked = false
      // 334: servers of before RFC 4217; 220: SMTP
      this.#accepted = [234, 334, 220].includes(body.code)
    }
  }

  #fromClient(fresh: Buffer): void {
    const bytes =
      this.#held.length > 0 ? Buffer.concat([this.#held, fresh]) : fresh
    this.#held = nothing
    let at = 0
    while (at < bytes.length) {
      const rest = bytes.subarray(at)
      const sslv2 = this.#accepted || !this.#started
      if (this.#lineStart.client && beginsTls(rest, sslv2)) {
        if (rest.length < 3) {
          this.#held = rest
          return
        }
        return this.#beginTls(rest)
      }
      at += this.#line('client', rest)
    }
  }

  /** one line, or what is there of it */
  #line(sender: Side, rest: Buffer): number {
    const end = rest.indexOf(lf) + 1
    const size = end > 0 ? end : rest.length
    this.#started = true
    this.#lineStart[sender] = end > 0
    this.#dialogue.push(sender, rest.subarray(0, size), true)
    return size
  }

  #fromServer(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      const rest = bytes.subarray(at)
      const tls =
        this.#isTls('server') ||
        (this.#lineStart.server && this.#accepted && looksLikeTls(rest))
      if (tls) {
        this.#observer().push('server', rest)
        return
      }
      at += this.#line('server', rest)
    }
  }

  #observer(): TlsObserver {
    this.#tls ??= observerOf(this.#options, (sender, bytes) =>
      this.#dialogue.push(sender, bytes, false),
    )
    return this.#tls
  }

  #beginTls(bytes: Buffer): void {
    this.#observer().push('client', bytes)
  }

  #releaseHeld(): void {
    const held = this.#held
    this.#held = nothing
    this.#line('client', held)
  }
}

/**
 * FTP's data connection. Whoever dialled, the FTP client is the TLS client
 * (RFC 4217 7); without TLS the payload is counted and not looked at.
 */
export class DataObserver {
  readonly #options: SessionOptions
  #tls: TlsObserver | null = null
  #decided = false
  #held: Buffer = nothing
  readonly #payload: Record<Side, number> = { client: 0, server: 0 }

  constructor(options: SessionOptions) {
    this.#options = options
  }

  push(sender: Side, bytes: Buffer): void {
    if (this.#tls !== null) return this.#tls.push(sender, bytes)
    if (this.#decided) {
      this.#payload[sender] += bytes.length
      return
    }
    if (sender === 'server') return this.#decide(bytes, looksLikeTls, sender)
    const first =
      this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : bytes
    this.#held = nothing
    if (first.length < 3 && beginsTls(first, true)) this.#held = first
    else this.#decide(first, b => beginsTls(b, true), sender)
  }

  #decide(
    bytes: Buffer,
    isTls: (bytes: Buffer) => boolean,
    sender: Side,
  ): void {
    if (bytes.length === 0) return
    this.#decided = true
    if (isTls(bytes))
      this.#tls = observerOf(this.#options, (from, content) => {
        this.#payload[from] += content.length
      })
    this.push(sender, bytes)
  }

  end(sender: Side): void {
    if (sender === 'client' && this.#held.length > 0) {
      this.#payload.client += this.#held.length
      this.#held = nothing
    }
    this.#tls?.end(sender)
    const bytes = this.#payload[sender]
    if (bytes > 0) this.#options.emit({ kind: 'payload', sender, bytes })
    this.#payload[sender] = 0
  }
}
