/**
 * A client for tests of servers: does what it is told, step by step, and
 * keeps what a normal client hides (clear text inside TLS, raw replies).
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import {
  connect as tlsConnect,
  type ConnectionOptions,
  type TLSSocket,
} from 'node:tls'
import type { EventBody } from '../../harness/model.js'
import { closeBothWays, Tap } from '../../harness/wire/tap.js'

export interface ScriptOptions {
  readonly port: number
  readonly localAddress?: string
  readonly tls?: ConnectionOptions
  readonly timeoutMs?: number
}

/** one connection, clear or TLS, with all that was seen on it */
export class Wire {
  readonly raw: Socket
  readonly facts: EventBody[] = []
  stream: Socket | TLSSocket
  text = ''
  error: string | null = null
  closed = false
  sessions: Buffer[] = []
  #wake: (() => void)[] = []

  constructor(raw: Socket) {
    this.raw = raw
    this.stream = raw
    raw.on('error', e => this.#failed(e))
    raw.on('close', () => {
      this.closed = true
      this.wake()
    })
  }

  get clearText(): string {
    return this.facts
      .map(f => (f.kind === 'clear-bytes' ? f.text : ''))
      .join('')
  }

  #failed(error: NodeJS.ErrnoException): void {
    this.error ??= error.code ?? error.message
    this.wake()
  }

  wake(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }

  read(): void {
    this.stream.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1')
      this.wake()
    })
    this.stream.on('end', () => this.wake())
  }

  async until(done: () => boolean, ms: number): Promise<boolean> {
    const limit = { passed: false }
    const timer = setTimeout(() => {
      limit.passed = true
      this.wake()
    }, ms)
    let is = done()
    while (!is && !limit.passed) {
      await new Promise<void>(r => this.#wake.push(r))
      is = done()
    }
    clearTimeout(timer)
    return is
  }

  async tls(options: ConnectionOptions): Promise<TLSSocket> {
    this.raw.removeAllListeners('data')
    const tap = new Tap(this.raw, {
      local: 'client',
      emit: body => this.facts.push(body),
    })
    const socket = closeBothWays(
      tlsConnect({ socket: tap, rejectUnauthorized: false, ...options }),
    )
    socket.on('keylog', line => tap.keylog(line))
    socket.on('session', s => this.sessions.push(s))
    socket.on('error', (e: Error) => this.#failed(e))
    this.stream = socket
    const done = { secure: false }
    socket.once('secureConnect', () => {
      done.secure = true
      this.wake()
    })
    await this.until(
      () => done.secure || this.error !== null || this.closed,
      5000,
    )
    if (!done.secure) throw new Error(`TLS: ${this.error ?? 'closed'}`)
    return socket
  }
}

export class ScriptClient {
  readonly wire: Wire
  readonly options: ScriptOptions

  private constructor(wire: Wire, options: ScriptOptions) {
    this.wire = wire
    this.options = options
    wire.read()
  }

  static async open(options: ScriptOptions): Promise<ScriptClient> {
    const { port, localAddress } = options
    const raw = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    })
    const wire = new Wire(raw)
    await once(raw, 'connect')
    return new ScriptClient(wire, options)
  }

  /** one reply with all its lines; '' when the connection ended first */
  async reply(): Promise<string> {
    const { wire } = this
    let found = ''
    const take = (): boolean => {
      const match = /^(?:(\d{3})-[\s\S]*?\r\n\1 |\d{3} )[^\n]*\r\n/.exec(
        wire.text,
      )
      if (match === null) return wire.closed || wire.error !== null
      found = match[0]
      wire.text = wire.text.slice(found.length)
      return true
    }
    await wire.until(take, this.options.timeoutMs ?? 5000)
    return found.trimEnd()
  }

  send(line: string): void {
    this.wire.stream.write(`${line}\r\n`)
  }

  command(line: string): Promise<string> {
    this.send(line)
    return this.reply()
  }

  get session(): Buffer | undefined {
    return this.wire.sessions.at(-1)
  }

  async secure(): Promise<TLSSocket> {
    const socket = await this.wire.tls(this.options.tls ?? {})
    this.wire.read()
    return socket
  }

  async auth(verb = 'TLS'): Promise<string> {
    const answer = await this.command(`AUTH ${verb}`)
    if (answer.startsWith('234')) await this.secure()
    return answer
  }

  /** greeting, AUTH, login, PBSZ, PROT */
  async enter(user: string, password: string): Promise<string[]> {
    return [
      await this.reply(),
      await this.auth(),
      await this.command(`USER ${user}`),
      await this.command(`PASS ${password}`),
      await this.command('PBSZ 0'),
      await this.command('PROT P'),
    ]
  }

  async passive(): Promise<Wire> {
    const answer = await this.command('EPSV')
    const port = Number(/\|(\d+)\|/.exec(answer)?.[1])
    const { localAddress } = this.options
    const raw = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      allowHalfOpen: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    })
    const wire = new Wire(raw)
    await once(raw, 'connect')
    return wire
  }

  async active(): Promise<{ listener: Server; data: Promise<Wire> }> {
    const listener = createServer({ allowHalfOpen: true })
    const host = this.options.localAddress ?? '127.0.0.1'
    listener.listen(0, host)
    await once(listener, 'listening')
    const address = listener.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const data = once(listener, 'connection').then(([socket]) => {
      listener.close()
      return new Wire(socket as Socket)
    })
    const octets = host.replaceAll('.', ',')
    await this.command(`PORT ${octets},${port >> 8},${port & 255}`)
    return { listener, data }
  }

  /** command, data over TLS with the control session, final reply */
  async download(
    line: string,
    options: ConnectionOptions & { readonly noSession?: boolean } = {},
  ): Promise<Transferred> {
    const wire = await this.passive()
    const first = await this.command(line)
    if (!first.startsWith('1')) {
      wire.raw.destroy()
      return { first, final: first, bytes: Buffer.alloc(0), wire }
    }
    const chunks: Buffer[] = []
    await this.dataTls(wire, options).catch(() => undefined)
    let ended = false
    wire.stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    wire.stream.on('end', () => {
      ended = true
      wire.wake()
    })
    await wire.until(() => ended || wire.closed, 20_000)
    wire.stream.end()
    const final = await this.reply()
    wire.raw.destroy()
    return { first, final, bytes: Buffer.concat(chunks), wire }
  }

  dataTls(
    wire: Wire,
    options: ConnectionOptions & { readonly noSession?: boolean } = {},
  ): Promise<TLSSocket> {
    const { noSession, ...rest } = options
    const session = noSession === true ? undefined : this.session
    return wire.tls({
      ...this.options.tls,
      ...(session === undefined ? {} : { session }),
      ...rest,
    })
  }

  async upload(
    line: string,
    bytes: Buffer,
    options: ConnectionOptions & {
      readonly noSession?: boolean
      readonly end?: 'close-notify' | 'fin'
      /** default: read to the end before closing */
      readonly unread?: boolean
    } = {},
  ): Promise<Transferred> {
    const { end, unread, ...rest } = options
    const wire = await this.passive()
    const first = await this.command(line)
    if (first.startsWith('1')) {
      await this.dataTls(wire, rest).catch(() => undefined)
      if (unread !== true) wire.stream.resume()
      await new Promise<void>(resolve => {
        wire.raw.once('close', () => resolve())
        if (end === 'fin')
          wire.stream.write(bytes, () => {
            wire.raw.end()
            resolve()
          })
        else wire.stream.end(bytes, () => resolve())
      })
    }
    const final = await this.reply()
    wire.raw.destroy()
    return { first, final, bytes, wire }
  }

  close(): void {
    this.wire.raw.destroy()
  }
}

export interface Transferred {
  readonly first: string
  readonly final: string
  readonly bytes: Buffer
  readonly wire: Wire
}
