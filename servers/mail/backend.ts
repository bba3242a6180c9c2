/** The emulated mail server on loopback: options become a TargetServer. */
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import type { SMTPServerOptions } from 'smtp-server'
import { cannotListen, InteropError } from '../../harness/errors.js'
import type {
  CertificateStore,
  Listener,
  ListenerSpec,
  ServerBackend,
} from '../../harness/model.js'
import { Observations } from '../engine/observations.js'
import { Inbox } from './inbox.js'
import { TargetServer, type TargetBehaviour } from './target.js'
import { WatchedSocket } from './watched-socket.js'

export interface MailServer {
  readonly options: SMTPServerOptions
  readonly behaviour: TargetBehaviour
}

export type ToMailServer = (
  spec: ListenerSpec,
  certificates: CertificateStore,
  account: { readonly user: string; readonly password: string },
) => Promise<MailServer>

const largestMessage = 1024 * 1024

const collecting = (inbox: Inbox): NonNullable<SMTPServerOptions['onData']> =>
  function onData(stream, _session, done) {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      inbox.put(Buffer.concat(parts).toString('latin1'))
      done(null, 'OK: message queued')
    })
  }

const listen = (
  server: Server,
  { host, port }: NonNullable<ListenerSpec['place']>,
): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', cause => reject(cannotListen(host, port, cause)))
    server.listen(port, host, () => {
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
    })
  })

const open = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
  toServer: ToMailServer,
): Promise<Listener> => {
  const account = spec.account ?? {
    user: 'tester',
    password: randomBytes(9).toString('base64url'),
  }
  const place = spec.place ?? { host: '127.0.0.1', port: 0 }
  const made = await toServer(spec, certificates, account)
  const { options, behaviour } = made
  const inbox = new Inbox()
  const target = build(
    { ...options, size: largestMessage, onData: collecting(inbox) },
    behaviour,
  )
  const observations = new Observations()
  const sockets = new Set<WatchedSocket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, raw => {
    const address = raw.remoteAddress ?? ''
    const { emit } = observations.session(address, raw.remotePort ?? 0)
    emit({
      kind: 'open',
      dialled: 'client',
      clientPort: raw.remotePort ?? 0,
      serverPort: raw.localPort ?? 0,
    })
    const watched = new WatchedSocket(raw, emit)
    sockets.add(watched)
    watched.once('close', () => sockets.delete(watched))
    target.accept(watched)
  })
  const port = await listen(server, place)
  return {
    host: place.host,
    port,
    version: spec.version,
    exclusive: false,
    ...account,
    uploadDirectory: '',
    observe: client => observations.observe(client, name => inbox.get(name)),
    watch: watcher => observations.watch(watcher),
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

/** What a real daemon says before it gives up at start. */
const build = (
  options: SMTPServerOptions,
  behaviour: TargetBehaviour,
): TargetServer => {
  try {
    return new TargetServer(options, behaviour)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InteropError('FI_SERVER_DIED', {
      message: `the emulated mail server cannot start: ${why}`,
      hint: 'Check the certificate and the TLS versions that it was given.',
      cause,
    })
  }
}

export const mailBackend = (toServer: ToMailServer): ServerBackend => ({
  name: 'embedded',
  available: () =>
    Promise.resolve({ ok: true, version: 'emulated', detail: 'in process' }),
  start: request => {
    const listeners = new Set<Listener>()
    return Promise.resolve({
      listen: async spec => {
        const listener = await open(spec, request.certificates, toServer)
        listeners.add(listener)
        return listener
      },
      stop: async () => {
        await Promise.all([...listeners].map(l => l.stop()))
      },
    })
  },
})
