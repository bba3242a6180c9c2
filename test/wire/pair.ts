/** Two ends of node:tls over loopback, each with a tap; for tests only. */
import {
  createServer,
  connect,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import {
  TLSSocket,
  connect as connectTls,
  createSecureContext,
  type SecureContextOptions,
  type TLSSocketOptions,
  type ConnectionOptions,
} from 'node:tls'
import { generate } from 'selfsigned'
import type { EventBody, TlsFact } from '../../harness/model.js'
import { closeBothWays, Tap, type TapOptions } from '../../harness/wire/tap.js'

const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  algorithm: 'sha256',
})

export const certificate = { key: pem.private, cert: pem.cert }
export const anyVersion: SecureContextOptions = {
  ...certificate,
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
}
export const serverContext = createSecureContext(anyVersion)

export interface Pair {
  readonly client: EventBody[]
  readonly server: EventBody[]
  /** errors of both TLS layers */
  readonly errors: Error[]
  readonly sessions: Buffer[]
  readonly reused: boolean
  /** 'keylog' lines that the client's TLS layer gave */
  readonly keylog: string
}

export interface PairOptions {
  readonly tls: ConnectionOptions
  readonly serverTls?: TLSSocketOptions
  readonly react?: TapOptions['react']
  readonly serverReact?: TapOptions['react']
  /** how the client ends; default: TLS close */
  readonly close?: 'tls' | 'destroy-socket'
  readonly echo?: Buffer
}

/** One handshake, an echo, a close; never rejects for what TLS says. */
export const tlsPair = async (options: PairOptions): Promise<Pair> => {
  const client: EventBody[] = []
  const server: EventBody[] = []
  const errors: Error[] = []
  const sessions: Buffer[] = []
  const echo = options.echo ?? Buffer.from('hello')
  const listener = createServer(socket => {
    const tap = new Tap(socket, {
      local: 'server',
      emit: body => server.push(body),
      ...(options.serverReact ? { react: options.serverReact } : {}),
    })
    const tls = closeBothWays(
      new TLSSocket(tap, {
        isServer: true,
        secureContext: serverContext,
        rejectUnauthorized: false,
        ...options.serverTls,
      }),
    )
    tls.on('keylog', (line: Buffer) => tap.keylog(line))
    tls.on('error', (error: Error) => errors.push(error))
    tls.on('data', (bytes: Buffer) => tls.write(bytes))
    tap.on('close', () => listener.close())
  })
  await new Promise<void>(resolve => {
    listener.listen(0, '127.0.0.1', resolve)
  })
  const { port } = listener.address() as AddressInfo
  const raw: Socket = connect(port, '127.0.0.1')
  const tap = new Tap(raw, {
    local: 'client',
    emit: body => client.push(body),
    ...(options.react ? { react: options.react } : {}),
  })
  const tls = closeBothWays(
    connectTls({
      socket: tap,
      rejectUnauthorized: false,
      ciphers: 'DEFAULT:@SECLEVEL=0',
      ...options.tls,
    }),
  )
  let reused = false
  let received = 0
  let keylog = ''
  tls.on('keylog', (line: Buffer) => {
    keylog += line.toString('latin1')
    tap.keylog(line)
  })
  tls.on('session', session => sessions.push(session))
  tls.on('error', (error: Error) => errors.push(error))
  tls.on('secureConnect', () => {
    reused = tls.isSessionReused()
    tls.write(echo)
  })
  tls.on('data', (bytes: Buffer) => {
    received += bytes.length
    if (received < echo.length) return
    if (options.close === 'destroy-socket') raw.end()
    else tls.end()
  })
  const closed = (emitter: Server | Socket): Promise<void> =>
    new Promise(resolve => {
      emitter.once('close', () => resolve())
    })
  await Promise.all([closed(listener), closed(tls), closed(raw)])
  raw.destroy()
  return { client, server, errors, sessions, reused, keylog }
}

export const factsOf = (
  events: readonly EventBody[],
): { sender: string; fact: TlsFact }[] =>
  events.flatMap(e =>
    e.kind === 'tls' ? [{ sender: e.sender, fact: e.fact }] : [],
  )

/** `client-hello>`, `<server-hello`, … in wire order */
export const shape = (
  events: readonly EventBody[],
  sender?: string,
): string[] =>
  factsOf(events)
    .filter(f => sender === undefined || f.sender === sender)
    .map(({ sender: from, fact }) => {
      const name = fact.is === 'handshake-message' ? fact.name : fact.is
      return from === 'client' ? `${name}>` : `<${name}`
    })

export const fact = <Is extends TlsFact['is']>(
  events: readonly EventBody[],
  is: Is,
): Extract<TlsFact, { is: Is }> | undefined =>
  factsOf(events).find(f => f.fact.is === is)?.fact as
    Extract<TlsFact, { is: Is }> | undefined
