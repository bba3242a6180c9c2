/**
 * One TCP connection of a session, control or data: watches how it ends and
 * puts TLS over it. Knows no FTP.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { EventBody, Side, TlsFact, TlsVersion } from '../../model.js'
import { printable, redactText } from '../../redact.js'
import { Tap } from '../../wire/tap.js'
import { failureEvent, failureOf, openSslNumber } from './failure.js'
import { Gate } from './gate.js'
import type { Recorder } from './recorder.js'
import { secureByNode, type Secured } from './secure-node.js'
import { secureBySystemSsl } from './secure-system-ssl.js'
import type { TlsSession } from './sessions.js'
import type { TlsTerms } from './terms.js'
import {
  usesSystemSsl,
  type Refusal,
  type TlsFailure,
  type Traits,
} from './traits.js'
import { hasUnreadBytes, stopReading } from './unread.js'

export interface SecureOptions {
  readonly session: TlsSession | null
  /** read behind the reply to AUTH, but TLS's */
  readonly rest?: Buffer
  /** TLS may end without TCP, or the other way round */
  readonly gated?: boolean
  /** nothing is read once the handshake is done */
  readonly deaf?: boolean
  /** close_notify is still said behind the server's FIN */
  readonly behindFin?: Traits['closeNotifyBehindFin'] | undefined
  readonly onSession: (session: TlsSession) => void
}

const minorVersion: Partial<Record<TlsVersion, number>> = {
  SSLv3: 0,
  TLSv1: 1,
  'TLSv1.1': 2,
  'TLSv1.2': 3,
}

export class Link {
  readonly role: 'control' | 'data'
  readonly ordinal: number
  readonly socket: Socket
  /** what FTP is spoken on: the socket, then TLS over it */
  stream: Duplex
  secured: Secured | null = null
  /** why it can not be used any more, when there is a reason */
  failure: Error | null = null
  /** PROT P is in force, and the client's habit is to send in clear */
  clearByHabit = false
  /** who opened the TCP connection */
  dialled: Side = 'client'
  /** announced lifetime of the last ticket; 0 = none came */
  ticketSeconds = 0
  /** how the client told itself that TLS failed */
  tlsFailure: TlsFailure | null = null
  readonly closed: Promise<void>
  readonly #recorder: Recorder
  #gate: Gate | null = null
  #refusal: Refusal | null = null
  #over = false
  #destroyed = false
  #silent = false

  constructor(
    socket: Socket,
    role: 'control' | 'data',
    ordinal: number,
    recorder: Recorder,
  ) {
    this.socket = socket
    this.stream = socket
    this.role = role
    this.ordinal = ordinal
    this.#recorder = recorder
    socket.setNoDelay(true)
    socket.once('end', () => this.#ended('server', 'fin'))
    socket.on('error', error => this.#broken(error))
    this.closed = new Promise(resolve => socket.once('close', () => resolve()))
  }

  record(body: EventBody): void {
    this.#recorder.record(this.role, this.ordinal, body)
  }

  /** First bytes in clear where TLS was agreed. */
  noteClear(sender: Side, bytes: Buffer): void {
    if (!this.clearByHabit) return
    this.clearByHabit = false
    const text = printable(redactText(bytes.toString('latin1', 0, 60)))
    this.record({ kind: 'clear-bytes', sender, text })
  }

  /** Rejects with the error of the TLS library; the event is recorded. */
  async secure(terms: TlsTerms, options: SecureOptions): Promise<Secured> {
    this.#gate = options.gated === true ? new Gate(this.socket) : null
    const tap = this.#tap(this.#gate ?? this.socket, terms)
    if (options.rest !== undefined && options.rest.length > 0)
      tap.unshiftRaw(options.rest)
    const connect = usesSystemSsl(terms.traits)
      ? secureBySystemSsl
      : secureByNode
    try {
      const secured = await connect(tap, terms, options.session, {
        session: options.onSession,
        done: secured => {
          if (options.deaf === true) stopReading(this.socket)
          if (options.behindFin?.(this.role, secured.version) === true)
            this.socket.allowHalfOpen = true
          this.#established(secured)
        },
        error: error => this.#tlsFailed(error, terms),
      })
      if (secured.misnamed === undefined) return secured
      this.tlsFailure = failureOf(secured.misnamed, terms.traits.describe)
      this.record(failureEvent(this.tlsFailure))
      secured.end()
      throw secured.misnamed
    } catch (error) {
      throw this.#tlsFailed(error, terms)
    }
  }

  /** Nothing goes out any more: neither close_notify nor its record. */
  mute(): void {
    this.#silent = true
    this.#gate?.mute()
  }

  /** Our last word: close_notify when there is TLS, and FIN. */
  end(): void {
    this.#ended('client', 'fin')
    if (this.secured !== null && !this.#silent) this.secured.end()
    else this.socket.end()
  }

  /** Ciphertext waits until `closeAbruptly`; needs `gated`. */
  hold(): void {
    this.#gate?.hold()
  }

  /** FIN without close_notify; needs `gated`. */
  endTcpOnly(): void {
    this.#ended('client', 'fin')
    this.mute()
    this.socket.end()
  }

  /**
   * close_notify and close(), as a C client does it: no FIN first, and RST
   * where bytes of the peer are still unread. Needs `gated`.
   */
  async closeAbruptly(closeNotify: boolean): Promise<void> {
    const { secured } = this
    if (secured !== null && closeNotify) {
      const sent = new Promise<void>(resolve => {
        secured.stream.once('finish', () => resolve())
        secured.stream.once('close', () => resolve())
      })
      secured.end()
      await sent
    }
    // looked up first: the server must not get a moment between the last
    // byte and the close
    const unread =
      secured?.version === 'TLSv1.3' && (hasUnreadBytes(this.socket) ?? true)
    await this.#gate?.release()
    this.#ended('client', unread ? 'rst' : 'fin')
    this.destroy()
  }

  /** close_notify without FIN, for what follows on the same socket. */
  async endTlsOnly(closeNotify: boolean): Promise<void> {
    const { secured } = this
    if (secured === null) return
    const ended = new Promise<void>(resolve =>
      secured.stream.once('close', () => resolve()),
    )
    if (closeNotify) secured.end()
    // a peer that sends no close_notify of its own (CCCNONOTIFY) leaves us
    // waiting: what follows in clear must not be kept back for long
    await Promise.race([ended, wait(200)])
    this.backToClear()
  }

  /**
   * What the server says in clear after the handshake failed: vsftpd writes
   * its own OpenSSL error behind our alert. The tap tells it while it passes
   * bytes; after a refusal of ours only the socket still has it.
   */
  async lastWords(): Promise<void> {
    if (this.socket.destroyed) return
    let text = ''
    if (this.#refusal !== null)
      this.socket.on('data', (chunk: Buffer) => {
        if (text.length < 300) text += chunk.toString('latin1', 0, 300)
      })
    this.socket.resume()
    await this.settle()
    const said = printable(redactText(text.replaceAll('\r\n', '\n'))).trimEnd()
    if (said !== '')
      this.record({ kind: 'clear-bytes', sender: 'server', text: said })
  }

  /** Both ends are done: lets the last close_notify and FIN pass. */
  async settle(): Promise<void> {
    if (!this.socket.destroyed) await Promise.race([this.closed, wait(250)])
  }

  backToClear(): void {
    this.#gate?.detach()
    this.secured?.stream.destroy()
    this.secured = null
    this.#gate = null
    this.stream = this.socket
  }

  destroy(): void {
    this.#destroyed = true
    this.#ended('client', 'fin')
    this.stream.destroy()
    this.socket.destroy()
  }

  #tap(transport: Duplex, terms: TlsTerms): Tap {
    let version: TlsVersion | null = null
    const { refuse } = terms
    // our own stack refuses by itself
    const reacts = !usesSystemSsl(terms.traits)
    return new Tap(transport, {
      local: 'client',
      emit: body => {
        if (body.kind === 'tls' && body.fact.is === 'new-session-ticket')
          this.ticketSeconds = body.fact.lifetime
        if (!this.#silent || body.kind !== 'tls' || body.sender === 'server')
          this.record(body)
      },
      ...(reacts
        ? {
            react: (fact: TlsFact, sender: Side, tap: Tap) => {
              if (fact.is === 'server-hello') version = fact.version
              if (this.#refusal !== null || this.secured !== null) return
              const refusal = refuse(fact, sender, version)
              if (refusal === null) return
              this.#refusal = refusal
              const minor = minorVersion[version ?? 'TLSv1.2'] ?? 3
              tap.inject(Buffer.from([21, 3, minor, 0, 2, 2, refusal.alert]))
              tap.cut('fin', refusal.text)
            },
          }
        : {}),
    })
  }

  #established(secured: Secured): void {
    const { version, cipher, resumed } = secured
    this.secured = secured
    this.stream = secured.stream
    this.record({ kind: 'established', version, cipher, resumed })
  }

  #tlsFailed(error: unknown, terms: TlsTerms): Error {
    const cause = error instanceof Error ? error : new Error(String(error))
    this.failure ??= cause
    if (this.tlsFailure !== null || this.#destroyed) return cause
    const failure = this.#refusal ?? failureOf(cause, terms.traits.describe)
    // once TLS stands, only what TLS itself says is a failure of TLS
    if (this.secured !== null && openSslNumber(cause.message) === undefined)
      return cause
    this.tlsFailure = failure
    this.record(failureEvent(failure))
    return cause
  }

  #broken(error: Error): void {
    this.failure ??= error
    this.#ended('server', 'rst')
  }

  #ended(by: Side, how: 'fin' | 'rst'): void {
    if (this.#over) return
    this.#over = true
    this.record({ kind: 'close', by, how })
  }
}

const wait = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms).unref())
