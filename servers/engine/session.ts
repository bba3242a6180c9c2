/**
 * One control connection. Overrides what ftp-srv's Connection gets wrong: how
 * input becomes commands, how replies are written, how TLS starts and how the
 * connection ends. What is left of the base class: the login event, the file
 * system, the table of simple commands.
 */
import type { Socket } from 'node:net'
import Connection from 'ftp-srv/src/connection.js'
import { Channel } from './channel.js'
import { readClearAgain } from './clear-again.js'
import { ControlStory } from './control-story.js'
import type { EngineConfig } from './config.js'
import type { TlsScope } from './contexts.js'
import { Dispatcher } from './dispatch.js'
import { openssl1Text, openssl3Text, type TlsFailure } from './failure.js'
import type { MemoryFileSystem } from './file-system.js'
import type { SessionView } from './hooks.js'
import { LineBuffer, parseLine } from './lines.js'
import type { SessionStory } from './observations.js'
import { initialState, type SessionState } from './state.js'
import { fill, wireText, type ReplyText, type Situation } from './replies.js'
import type { SecureStream } from './secure-stream.js'
import type { EngineServer } from './server.js'

export class Session extends Connection implements SessionView {
  declare readonly server: EngineServer
  declare fs: MemoryFileSystem
  readonly channel: Channel
  readonly observed: SessionStory
  readonly address: string
  readonly state: SessionState
  readonly story: ControlStory
  readonly #dispatcher: Dispatcher
  readonly #lines: LineBuffer
  #scope: TlsScope | null = null
  #working = false
  #closed = false

  constructor(server: EngineServer, socket: Socket) {
    super(server, { socket, log: server.log })
    this.address = socket.remoteAddress ?? ''
    this.observed = server.observations.session(this.address, socket.remotePort)
    this.story = new ControlStory(this.observed.emit, socket)
    this.channel = new Channel(socket, this.observed.emit)
    this.#lines = new LineBuffer(this.config.limits.lineLength)
    this.state = initialState(this.config)
    this.#dispatcher = new Dispatcher(this)
    this.commands = this.#dispatcher
    // the base class answers 421 by itself on a timeout; ours knows TLS
    socket.removeAllListeners('timeout')
    socket.once('close', () => this.#gone())
    this.#watchIdle()
  }

  get config(): EngineConfig {
    return this.server.config
  }

  get secure(): boolean {
    return this.channel.secure
  }

  get loggedIn(): boolean {
    return this.authenticated === true
  }

  get protection(): 'C' | 'P' {
    return this.state.protection
  }

  get certified(): boolean {
    return this.channel.tls?.getPeerX509Certificate() !== undefined
  }

  get localAddress(): string {
    return this.channel.raw.localAddress ?? '127.0.0.1'
  }

  /** TLS from the first byte, or the greeting. */
  begin(): void {
    const { implicit, tls, greetsInClear } = this.config
    if (implicit && tls !== null) {
      if (greetsInClear === true) this.greet()
      this.startTls({
        ...(greetsInClear === true ? {} : { onSecure: () => this.greet() }),
      })
    } else {
      this.greet()
      this.channel.raw.resume()
    }
  }

  greet(): void {
    for (const hook of this.config.hooks) {
      const other = hook.greet?.(this)
      if (other === null) return
      if (other !== undefined) return this.sendText(null, other)
    }
    this.say('greeting')
  }

  /** bound by the base constructor to the socket's `data` */
  override _handleData(chunk: Buffer): void {
    if (this.#closed) return
    if (!this.#lines.push(chunk)) return this.channel.destroy()
    this.#abortAtOnce()
    this.#work()
  }

  /** most servers see ABOR during a transfer; vsftpd under TLS does not */
  #abortAtOnce(): void {
    const { state, config } = this
    if (!state.busy || config.data.aborAfterTransfer) return
    const line = this.#lines.peek()
    if (line === null || parseLine(line).verb !== 'ABOR') return
    state.aborted = true
    state.data?.destroy()
  }

  #work(): void {
    while (!this.#working && !this.#closed) {
      if (this.#lines.tooLong) {
        this.say('line-too-long')
        return this.exit()
      }
      const line = this.#lines.next()
      if (line === null) return
      this.#working = true
      const done = this.#obey(line)
      if (done === undefined) this.#working = false
      else
        void done.then(
          () => this.#resume(),
          () => this.#broken(),
        )
    }
  }

  #resume(): void {
    this.#working = false
    this.#work()
  }

  /** our own fault: the peer sees a dropped connection, the loop goes on */
  #broken(): void {
    this.channel.destroy()
  }

  #obey(line: string): PromiseLike<unknown> | undefined {
    const command = parseLine(line)
    this.story.command(command, !this.secure)
    return this.#dispatcher.obey(command)
  }

  say(situation: Situation, ...values: readonly string[]): void {
    const [code, ...lines] = this.config.replies[situation]
    this.sendText(situation, [code, ...fill(lines, values)])
    if (this.config.closing.includes(situation)) this.exit()
  }

  sendText(situation: Situation | null, original: ReplyText): void {
    let text = original
    for (const hook of this.config.hooks) {
      const other = hook.reply?.({ situation, text }, this)
      if (other === null) return
      if (other !== undefined) text = other
    }
    const [code, ...lines] = text
    this.story.reply(code, lines.join('\n'), !this.secure)
    this.channel.write(wireText(code, lines))
  }

  /** ftp-srv's own commands reply through this */
  override reply(code: unknown, ...letters: unknown[]): Promise<void> {
    const number = typeof code === 'number' ? code : 500
    const lines = letters.filter(line => typeof line === 'string')
    this.sendText(null, [number, ...(lines.length > 0 ? lines : ['Ok.'])])
    return Promise.resolve()
  }

  override close(): Promise<void> {
    this.exit()
    return Promise.resolve()
  }

  /** The order matters: no byte behind AUTH may be read as a command. */
  startTls(how: {
    readonly announce?: ReplyText
    readonly onSecure?: () => void
  }): void {
    const { tls, auth } = this.config
    if (tls === null) return
    const { raw } = this.channel
    raw.removeAllListeners('data')
    const behind = this.#lines.rest()
    if (how.announce !== undefined) this.sendText('auth-ok', how.announce)
    const scope = this.scope()
    this.channel.startTls({
      ...this.server.tlsStart(scope),
      ...(auth.pipelined === 'tls' ? { early: behind } : {}),
      onSecure: secured => this.#secured(secured, behind, how.onSecure),
      onFailed: failure => this.tlsFailed(failure, 'control'),
    })
    raw.resume()
  }

  #secured(socket: SecureStream, behind: Buffer, then?: () => void): void {
    if (!this.server.certificateAccepted(socket)) {
      this.channel.refuse(verifyFailed)
      this.tlsFailed(verifyFailed, 'control')
      return
    }
    socket.on('data', (chunk: Buffer) => this._handleData(chunk))
    then?.()
    if (this.config.auth.pipelined === 'obey' && behind.length > 0)
      this._handleData(behind)
  }

  /** CCC was granted */
  leaveTls(notify: boolean): void {
    this.channel.leaveTls(notify)
    this.state.cleared = true
    readClearAgain(this.channel.raw, notify, bytes => this._handleData(bytes))
  }

  /** one context per control connection, shared with its data connections */
  scope(): TlsScope {
    this.#scope ??= this.server.newScope()
    return this.#scope
  }

  /** A server that dies of a handshake says why in clear on control. */
  tlsFailed(failure: TlsFailure, on: 'control' | 'data'): void {
    const { failureText, failureEcho } = this.config.tls ?? {}
    if (failureText === undefined || failureText === 'none')
      return this.channel.destroy()
    const text =
      failureText === 'openssl-3'
        ? openssl3Text(failure)
        : openssl1Text(failure)
    const echo = failureEcho?.[on]
    this.die(
      `OOPS: ${text}${echo === undefined ? '' : `\r\n500 OOPS: ${echo}`}`,
    )
  }

  /** vsftpd's die(): clear text on the socket, whatever was agreed. */
  die(text: string): void {
    if (this.#closed) return
    const [first = ''] = text.split('\r\n')
    this.story.reply(500, first, true)
    this.#closed = true
    this.channel.lastWords(`500 ${text}\r\n`)
  }

  inject(bytes: string | Buffer): void {
    this.channel.inject(bytes)
  }

  end(how: 'fin' | 'rst'): void {
    if (how === 'rst') this.channel.destroy('rst')
    else this.channel.exit(false)
  }

  exit(): void {
    this.#closed = true
    this.channel.exit(this.config.closeNotify.control)
  }

  isClosed(): boolean {
    return this.#closed
  }

  #watchIdle(): void {
    const { idle, idleTlsText } = this.config.timeouts
    if (idle === 0) return
    this.channel.raw.setTimeout(idle, () => {
      if (this.state.busy || this.#closed) return
      this.story.timeout('command', idle)
      if (this.secure && idleTlsText !== undefined) return this.die(idleTlsText)
      this.say('idle')
      this.exit()
    })
  }

  #gone(): void {
    this.#closed = true
    this.state.door?.close()
    this.state.data?.destroy()
    this.#scope?.release()
    for (const hook of this.config.hooks) hook.close?.(this)
  }
}

const verifyFailed: TlsFailure = {
  number: 0x0a000086,
  reason: 'certificate verify failed',
  text: 'error:0A000086:SSL routines::certificate verify failed',
}
