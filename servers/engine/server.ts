/**
 * One listener. Overrides what ftp-srv's FtpServer gets wrong: it takes the
 * process's signals, makes stock connections, and lets each client's timer
 * live for a second after close.
 */
import { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import FtpServer from 'ftp-srv/src/index.js'
import type { Log } from 'ftp-srv/src/connection.js'
import type { TlsStart } from './channel.js'
import type { EngineConfig } from './config.js'
import { ControlStory } from './control-story.js'
import { TlsContexts, type TlsScope } from './contexts.js'
import { MemoryFileSystem } from './file-system.js'
import { Observations } from './observations.js'
import { wireText, type Situation } from './replies.js'
import type { SecureStream } from './secure-stream.js'
import { Session } from './session.js'
import type { FileStore } from './store.js'

const quiet: Log = {
  child: () => quiet,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const

interface Login {
  readonly connection: Session
}

export class EngineServer extends FtpServer {
  readonly config: EngineConfig
  readonly password: string
  /** of passive mode; empty: any free one */
  readonly dataPorts: readonly number[]
  readonly observations = new Observations()
  readonly #store: FileStore
  readonly #contexts: TlsContexts | null
  readonly #trusted: readonly X509Certificate[]
  readonly #sessions = new Set<Session>()

  constructor(init: {
    readonly config: EngineConfig
    readonly store: FileStore
    readonly password: string
    readonly dataPorts?: readonly number[]
  }) {
    const before = signals.map(signal => process.listeners(signal))
    super({ url: 'ftp://127.0.0.1:0', pasv_url: '127.0.0.1', log: quiet })
    signals.forEach((signal, i) => {
      for (const listener of process.listeners(signal))
        if (before[i]?.includes(listener) !== true)
          process.removeListener(signal, listener)
    })
    this.config = init.config
    this.password = init.password
    this.dataPorts = init.dataPorts ?? []
    this.#store = init.store
    const { tls } = init.config
    this.#contexts = tls === null ? null : new TlsContexts(tls)
    this.#trusted = certificates(
      tls?.clientCertificate.trusted ??
        tls?.clientCertificate.authorities ??
        '',
    )
    this.server.removeAllListeners('connection')
    this.server.on('connection', (socket: Socket) => this.#accept(socket))
    this.on('login', ({ connection }: Login, resolve: (to: object) => void) =>
      resolve({ fs: new MemoryFileSystem(connection, this.#store) }),
    )
  }

  /** Resolves with the port. */
  open(host: string, port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => {
        this.server.off('error', reject)
        const address = this.server.address()
        if (typeof address === 'object' && address) resolve(address.port)
      })
    })
  }

  async shut(): Promise<void> {
    await new Promise<void>(resolve => {
      this.server.close(() => resolve())
      for (const session of this.#sessions) session.channel.destroy()
    })
    this.removeAllListeners()
    this.#store.clear()
  }

  newScope(): TlsScope {
    if (this.#contexts === null) throw new Error('no TLS on this listener')
    return this.#contexts.scope()
  }

  tlsStart(scope: TlsScope): Omit<TlsStart, 'onSecure' | 'onFailed'> {
    const { tls } = this.config
    return {
      contextFor: scope.contextFor,
      ...(tls?.layer === undefined ? {} : { layer: tls.layer }),
      sessions: scope.sessions,
      requestCertificate: tls?.clientCertificate.request === true,
      requireCertificate:
        tls?.clientCertificate.request === true &&
        tls.clientCertificate.require,
      ...(tls?.alpn === undefined ? {} : { alpn: tls.alpn }),
      ...(tls?.serverName === undefined ? {} : { serverName: tls.serverName }),
    }
  }

  /** Node leaves the verdict to tls.Server, which we do not have. */
  certificateAccepted(socket: SecureStream): boolean {
    const rule = this.config.tls?.clientCertificate
    if (rule?.request !== true || !rule.verify) return true
    const leaf = socket.getPeerX509Certificate()
    if (leaf === undefined) return !rule.require
    return this.#trusted.some(
      ca => leaf.checkIssued(ca) && leaf.verify(ca.publicKey),
    )
  }

  #accept(socket: Socket): void {
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    const refusal = this.#overLimit(socket.remoteAddress ?? '')
    if (refusal !== null) return this.#refuse(socket, refusal)
    const session = new Session(this, socket)
    this.#sessions.add(session)
    socket.once('close', () => this.#sessions.delete(session))
    session.begin()
  }

  /** before any TLS, even on an implicit port (vsftpd, all versions) */
  #refuse(socket: Socket, why: Situation): void {
    const [code, ...lines] = this.config.replies[why]
    const { remoteAddress = '', remotePort = 0 } = socket
    const { emit } = this.observations.session(remoteAddress, remotePort)
    new ControlStory(emit, socket).reply(code, lines.join('\n'), true)
    socket.once('close', () =>
      emit({ kind: 'close', by: 'server', how: 'fin' }),
    )
    socket.end(wireText(code, lines))
    socket.destroySoon()
  }

  #overLimit(
    address: string,
  ): 'too-many-clients' | 'too-many-per-address' | null {
    const { clients, perAddress } = this.config.limits
    if (clients > 0 && this.#sessions.size >= clients) return 'too-many-clients'
    if (perAddress === 0 || this.#sessions.size < perAddress) return null
    let same = 0
    for (const session of this.#sessions)
      if (session.address === address) same++
    return same >= perAddress ? 'too-many-per-address' : null
  }
}

const certificates = (pem: string): X509Certificate[] =>
  (
    pem.match(
      /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g,
    ) ?? []
  ).map(one => new X509Certificate(one))
