/**
 * An FTPS server of one page that tells what its end saw, so that a test of
 * an emulated client depends on no other part of the product.
 */
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { createServer, connect, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket, type TlsOptions } from 'node:tls'
import type { Duplex } from 'node:stream'
import type { Certificate, EventBody } from '../../harness/model.js'
import { closeBothWays, Tap } from '../../harness/wire/tap.js'

export interface MiniOptions {
  readonly certificate: Certificate
  readonly tls?: TlsOptions
  readonly implicit?: boolean
  readonly requireReuse?: boolean
  /** lines in clear behind 234, and no TLS */
  readonly plainAfterAuth?: string
  /** obeys inside TLS what came behind AUTH in clear */
  readonly vulnerable?: boolean
  /** replies by verb, instead of the server's own */
  readonly replies?: Readonly<Record<string, string>>
  /** waits before it reads an upload */
  readonly uploadDelayMs?: number
  /** contents of every download and listing */
  readonly download?: Buffer
}

export interface SeenData {
  resumed: boolean | null
  bytes: number
  error: string | null
  from: string
  facts: EventBody[]
  contents: Buffer[]
}

export interface MiniServer {
  readonly port: number
  readonly commands: string[]
  readonly data: SeenData[]
  readonly addresses: string[]
  close(): Promise<void>
}

type Context = ReturnType<typeof createSecureContext>

/** Stateful resumption (session ids) for clients without tickets. */
const sessionStore = (): EventEmitter => {
  const store = new Map<string, Buffer>()
  const emitter = new EventEmitter()
  emitter.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    store.set(id.toString('hex'), data)
    done()
  })
  emitter.on(
    'resumeSession',
    (id: Buffer, done: (e: null, data: Buffer | null) => void) =>
      done(null, store.get(id.toString('hex')) ?? null),
  )
  return emitter
}

class Session {
  readonly #options: MiniOptions
  readonly #server: MiniServer
  readonly #context: Context
  readonly #store: EventEmitter
  #stream: Duplex
  #buffer = ''
  #prot = 'C'
  #passive: Server | null = null
  #open: (() => Promise<Socket>) | null = null

  constructor(
    socket: Socket,
    options: MiniOptions,
    server: MiniServer,
    context: Context,
    store: EventEmitter,
  ) {
    this.#options = options
    this.#server = server
    this.#context = context
    this.#store = store
    this.#stream = socket
    socket.on('error', () => {})
    socket.on('close', () => this.#passive?.close())
    if (options.implicit === true) this.#upgrade(socket)
    else this.#listen(socket)
    this.#say(options.replies?.['greeting'] ?? '220 mini')
  }

  #say(line: string): void {
    if (line !== '') this.#stream.write(`${line}\r\n`)
  }

  #secured(socket: Socket, facts?: EventBody[]): TLSSocket {
    const tap = new Tap(socket, {
      local: 'server',
      emit: body => facts?.push(body),
    })
    const secured = closeBothWays(
      new TLSSocket(tap, {
        isServer: true,
        secureContext: this.#context,
        server: this.#store as unknown as Server,
        requestCert: this.#options.tls?.requestCert ?? false,
        rejectUnauthorized: false,
      }),
    )
    secured.on('keylog', line => tap.keylog(line))
    secured.on('error', () => {})
    return secured
  }

  #upgrade(socket: Socket): void {
    socket.removeAllListeners('data')
    this.#stream = this.#secured(socket)
    this.#listen(this.#stream)
  }

  #listen(stream: Duplex): void {
    stream.on('data', (chunk: Buffer) => {
      this.#buffer += chunk.toString('latin1')
      for (;;) {
        const end = this.#buffer.indexOf('\r\n')
        if (end < 0) return
        const line = this.#buffer.slice(0, end)
        this.#buffer = this.#buffer.slice(end + 2)
        if (this.#command(line, stream)) return
      }
    })
  }

  /** true: the stream is another one now */
  #command(line: string, stream: Duplex): boolean {
    const [verb = '', ...words] = line.split(' ')
    const { replies, plainAfterAuth, vulnerable } = this.#options
    this.#server.commands.push(line)
    const given = replies?.[verb]
    if (given !== undefined) {
      this.#say(given)
      if (given.startsWith('421')) this.#stream.end()
      return false
    }
    switch (verb) {
      case 'AUTH': {
        this.#say('234 go')
        if (plainAfterAuth !== undefined) {
          stream.removeAllListeners('data')
          stream.once('data', () => stream.end(`${plainAfterAuth}\r\n`))
          return true
        }
        this.#upgrade(stream as Socket)
        const rest = this.#buffer
        this.#buffer = ''
        if (vulnerable === true && rest !== '')
          this.#command(rest.trim(), this.#stream)
        return true
      }
      case 'USER':
        this.#say('331 password')
        return false
      case 'PASS':
        this.#say('230 in')
        return false
      case 'PROT':
        this.#prot = words[0] ?? 'C'
        this.#say('200 ok')
        return false
      case 'PASV':
      case 'EPSV':
        this.#enter(verb)
        return false
      case 'PORT':
      case 'EPRT':
        this.#dial(verb, words[0] ?? '')
        return false
      case 'REST':
        this.#say('350 ok')
        return false
      case 'QUIT':
        this.#say('221 bye')
        this.#stream.end()
        return false
      case 'CCC':
        this.#say('200 clear')
        this.#clearAgain(stream as TLSSocket)
        return true
      case 'LIST':
      case 'NLST':
      case 'RETR':
      case 'STOR':
      case 'APPE':
        void this.#transfer(verb)
        return false
      default:
        this.#say('200 ok')
        return false
    }
  }

  /** TLS is off the record here: CCC is only accepted, never performed. */
  #clearAgain(stream: TLSSocket): void {
    stream.end()
  }

  #enter(verb: string): void {
    const server = createServer()
    this.#passive = server
    const accepted = new Promise<Socket>(resolve =>
      server.once('connection', socket => {
        server.close()
        resolve(socket)
      }),
    )
    this.#open = () => accepted
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      this.#say(
        verb === 'EPSV'
          ? `229 here (|||${port}|)`
          : `227 here (127,0,0,1,${port >> 8},${port & 255})`,
      )
    })
  }

  #dial(verb: string, argument: string): void {
    const parts = argument.split(verb === 'PORT' ? ',' : '|')
    const host = verb === 'PORT' ? parts.slice(0, 4).join('.') : parts[2]
    const port =
      verb === 'PORT'
        ? Number(parts[4]) * 256 + Number(parts[5])
        : Number(parts[3])
    this.#open = () => {
      const socket = connect({ port, host: host ?? '' })
      return new Promise(resolve =>
        socket.once('connect', () => resolve(socket)),
      )
    }
    this.#say('200 ok')
  }

  async #transfer(verb: string): Promise<void> {
    const socket = await this.#open?.()
    if (socket === undefined) return this.#say('425 no PASV')
    const seen: SeenData = {
      resumed: null,
      bytes: 0,
      error: null,
      from: socket.remoteAddress ?? '',
      facts: [],
      contents: [],
    }
    this.#server.data.push(seen)
    socket.on('error', error => (seen.error ??= error.message))
    this.#say('150 go')
    const secure = this.#prot === 'P' ? this.#secured(socket, seen.facts) : null
    const stream: Duplex = secure ?? socket
    stream.on('error', error => (seen.error ??= error.message))
    if (secure !== null) {
      const done = await new Promise<boolean>(resolve => {
        secure.once('secure', () => resolve(true))
        secure.once('close', () => resolve(false))
      })
      if (!done) return this.#say('425 data handshake failed')
      seen.resumed = secure.isSessionReused()
      if (this.#options.requireReuse === true && !seen.resumed) {
        secure.resume()
        secure.end()
        secure.once('close', () => this.#say('522 session reuse required'))
        return
      }
    }
    const closed = new Promise(resolve => stream.once('close', resolve))
    if (verb === 'STOR' || verb === 'APPE') {
      const read = () =>
        stream.on('data', (chunk: Buffer) => {
          seen.bytes += chunk.length
          seen.contents.push(chunk)
        })
      const { uploadDelayMs } = this.#options
      if (uploadDelayMs === undefined) read()
      else setTimeout(read, uploadDelayMs)
    } else {
      stream.resume()
      stream.end(this.#options.download ?? 'listing\r\n')
    }
    await closed
    this.#say('226 done')
  }
}

export const startMini = async (options: MiniOptions): Promise<MiniServer> => {
  const { certificate, tls } = options
  const context = createSecureContext({
    cert: certificate.chainPem,
    key: certificate.keyPem,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
    ticketKeys: randomBytes(48),
    sessionIdContext: 'mini',
    ...tls,
  })
  const store = sessionStore()
  const sockets = new Set<Socket>()
  const commands: string[] = []
  const data: SeenData[] = []
  const addresses: string[] = []
  let port = 0
  const listener = createServer(socket => {
    sockets.add(socket)
    addresses.push(socket.remoteAddress ?? '')
    new Session(socket, options, server, context, store)
  })
  await new Promise<void>(resolve =>
    listener.listen(0, '127.0.0.1', () => resolve()),
  )
  const address = listener.address()
  if (typeof address === 'object' && address) port = address.port
  const server: MiniServer = {
    port,
    commands,
    data,
    addresses,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => listener.close(() => resolve()))
    },
  }
  return server
}
