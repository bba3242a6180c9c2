/**
 * An FTPS server of one page that tells what its end saw, so that a test of
 * an emulated client depends on no other part of the product.
 */
import { randomBytes } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { createServer, connect, Socket, type Server } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import type { EventBody } from '../../harness/model.js'
import { Gate } from '../../harness/clients/engine/gate.js'
import { closeBothWays, Tap } from '../../harness/wire/tap.js'
import {
  parseActive,
  sessionStore,
  type MiniOptions,
  type MiniServer,
  type SeenData,
} from './mini-model.js'

type Context = ReturnType<typeof createSecureContext>

class Session {
  readonly #options: MiniOptions
  readonly #server: MiniServer
  readonly #context: Context
  readonly #store: EventEmitter
  #stream: Duplex
  #gate: Gate | null = null
  #socket: Socket | null = null
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
    socket.setNoDelay(true)
    socket.on('close', () => this.#passive?.close())
    if (options.implicit === true) this.#upgrade(socket)
    else this.#listen(socket)
    this.#say(options.replies?.['greeting'] ?? '220 mini')
  }

  #say(line: string): void {
    if (line !== '') this.#stream.write(`${line}\r\n`)
  }

  #secured(transport: Duplex, facts?: EventBody[]): TLSSocket {
    const tap = new Tap(transport, {
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
    const gate = new Gate(socket)
    this.#gate = gate
    this.#socket = socket
    this.#stream = this.#secured(gate)
    // the gate leaves the end of TCP to us
    this.#stream.on('close', () => this.#gate === gate && socket.end())
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
        if (stream instanceof Socket) this.#upgrade(stream)
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
        this.#prot = (words[0] ?? 'C').toUpperCase()
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
        this.#clearAgain(stream)
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

  /** close_notify of both sides, then commands in clear (RFC 4217 6). */
  #clearAgain(stream: Duplex): void {
    const socket = this.#socket
    const gate = this.#gate
    this.#gate = null
    stream.once('close', () => {
      gate?.detach()
      if (socket === null) return
      this.#stream = socket
      this.#listen(socket)
      socket.resume()
    })
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
    const to = parseActive(verb, argument)
    this.#open = () => {
      const socket = connect(to)
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
    socket.setNoDelay(true)
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
