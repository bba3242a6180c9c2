/**
 * What smtp-server does not let a test say by options: other keywords before
 * and after TLS, its TLS seen on the wire, and two faults. Built on its
 * SMTPConnection, whose members are those of 3.21.6.
 */
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection'
import type { TlsVersion } from '../../harness/model.js'
import { closeBothWays } from '../../harness/wire/tap.js'
import { endedInHandshake, tlsFailure } from '../engine/failure.js'
import type { WatchedSocket } from './watched-socket.js'

export interface TargetBehaviour {
  /** lines behind the first of the reply to EHLO */
  readonly keywords: (secure: boolean) => readonly string[]
  readonly ehloInsideTls: boolean
  readonly plainTextInHandshake: boolean
  readonly obeysInjection: boolean
}

const startTlsLine = /STARTTLS\r?\n/i

class TargetConnection extends SMTPConnection {
  readonly #watched: WatchedSocket
  readonly #behaviour: TargetBehaviour
  #greeted: Pick<
    SMTPConnection,
    'hostNameAppearsAs' | 'openingCommand'
  > | null = null
  #behind = ''

  constructor(
    server: SMTPServer,
    watched: WatchedSocket,
    behaviour: TargetBehaviour,
  ) {
    super(server, asSocket(watched), {
      remotePort: watched.raw.remotePort ?? 0,
      localPort: watched.raw.localPort ?? 0,
      localAddress: watched.raw.localAddress ?? '',
    })
    this.#watched = watched
    this.#behaviour = behaviour
  }

  /** without its wait for clients that talk too soon: 100 ms */
  override init(): void {
    this._setListeners(() => this.connectionReady())
  }

  override send(
    code: number,
    data?: string | string[] | null,
    context?: string | false,
  ): void {
    const ehlo = code === 250 && Array.isArray(data)
    const keywords = ehlo ? this.#behaviour.keywords(this.secure) : []
    super.send(code, ehlo ? [data[0] ?? '', ...keywords] : data, context)
  }

  override upgrade(callback: () => void, secureCallback?: () => void): void {
    if (this.#behaviour.plainTextInHandshake) return this.#answerInClear()
    const { hostNameAppearsAs, openingCommand } = this
    this.#greeted = { hostNameAppearsAs, openingCommand }
    const [, behind = ''] = this.#watched.lastSegment
      .toString('latin1')
      .split(startTlsLine)
    this.#behind = behind
    super.upgrade(callback, secureCallback)
  }

  #answerInClear(): void {
    const socket = this._socket
    if (this._parser !== false) socket.unpipe(this._parser)
    socket.once('data', () => {
      socket.write('454 4.7.0 TLS not available due to local problem\r\n')
    })
    socket.resume()
  }

  /** Called for every socket of the connection as soon as there is one. */
  override _armTimeout(socket?: Socket | TLSSocket): void {
    if (socket === undefined || !('getProtocol' in socket)) return
    super._armTimeout(socket)
    const watched = this.#watched
    let settled = false
    closeBothWays(socket)
    socket.on('keylog', (line: Buffer) => watched.keylog(line))
    socket.once('secure', () => {
      settled = true
      const version = socket.getProtocol() as TlsVersion
      const cipher = socket.getCipher().name
      const resumed = socket.isSessionReused()
      watched.tell({ kind: 'established', version, cipher, resumed })
    })
    const failed = (error?: NodeJS.ErrnoException): void => {
      // a client that never began has not failed at TLS
      if (settled || !watched.helloSeen) return
      settled = true
      const known = error !== undefined && error.code !== 'ECONNRESET'
      const { code, number, text } = known
        ? tlsFailure(error)
        : endedInHandshake('fin')
      watched.tell({
        kind: 'tls-failed',
        ...(code === undefined ? {} : { code }),
        ...(number === undefined ? {} : { number }),
        text,
      })
    }
    socket.once('_tlsError', failed)
    socket.once('error', failed)
    socket.once('close', () => failed())
  }

  /** smtp-server has forgotten EHLO by now, as RFC 3207 4.2 asks. */
  insideTls(): void {
    const { ehloInsideTls, obeysInjection } = this.#behaviour
    if (!ehloInsideTls && this.#greeted !== null)
      Object.assign(this, this.#greeted)
    if (obeysInjection && this.#behind !== '' && this._parser !== false)
      this._parser.write(this.#behind)
  }
}

/** smtp-server uses no more of it than a Duplex and `readyState`. */
const asSocket = (watched: WatchedSocket): Socket =>
  watched as unknown as Socket

export class TargetServer extends SMTPServer {
  readonly #behaviour: TargetBehaviour
  readonly #mine = new Set<TargetConnection>()

  constructor(options: SMTPServerOptions, behaviour: TargetBehaviour) {
    super({
      ...options,
      onSecure: (_socket, session, done) => {
        for (const c of this.#mine) if (c.session === session) c.insideTls()
        done()
      },
    })
    this.#behaviour = behaviour
  }

  accept(watched: WatchedSocket): void {
    const connection = new TargetConnection(this, watched, this.#behaviour)
    this.#mine.add(connection)
    watched.once('close', () => this.#mine.delete(connection))
    this.connections.add(connection)
    connection.on('error', () => undefined)
    connection.init()
  }
}
