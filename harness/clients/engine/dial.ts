/** TCP of a session: dials from, and listens on, the cell's own address. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { EventBody } from '../../model.js'
import { isLoopback, type Endpoint } from './addresses.js'
import type { Context } from './context.js'
import { Halt } from './halt.js'
import { Link } from './link.js'

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : 'ERROR'

const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })

/** Records why and throws; the connection has its ordinal all the same. */
export const openFailed = (
  context: Context,
  role: 'control' | 'data',
  ordinal: number,
  code: string,
  text: string,
): Halt => {
  const body: EventBody = { kind: 'open-failed', code, text }
  context.recorder.record(role, ordinal, body)
  return new Halt({
    phase: role === 'control' ? 'connect' : 'data-tcp',
    why: text,
    ...(role === 'data' ? { data: ordinal } : {}),
  })
}

export const dial = async (
  context: Context,
  role: 'control' | 'data',
  ordinal: number,
  to: Endpoint,
  control?: number,
): Promise<Link> => {
  const fail = (code: string, text: string): Halt =>
    openFailed(context, role, ordinal, code, text)
  const { localAddress, host } = context.request
  // of hosts elsewhere only the one that the user named
  if (!isLoopback(to.host) && to.host !== host)
    throw fail(
      'EPASVADDR',
      `${to.host} is not an address of ${isLoopback(host) ? 'this host' : 'the server'}`,
    )
  const socket = connect({ ...to, localAddress })
  try {
    await context.patience.wait(`${role} connection`, connected(socket))
  } catch (error) {
    socket.destroy()
    const cause = error instanceof Error ? error : new Error(String(error))
    throw fail(codeOf(cause), cause.message)
  }
  const link = new Link(socket, role, ordinal, context.recorder)
  link.record({
    kind: 'open',
    dialled: 'client',
    ...(role === 'data' ? { mode: 'passive' as const } : {}),
    ...(control === undefined ? {} : { control }),
    ...ports(socket.localPort, to.port),
    serverAddress: to.host,
  })
  return link
}

const ports = (client: number | undefined, server: number | undefined) => ({
  ...(client === undefined ? {} : { clientPort: client }),
  ...(server === undefined ? {} : { serverPort: server }),
})

export interface Ear {
  readonly at: Endpoint
  /** the first connection from this host */
  readonly accepted: Promise<Socket>
  close(): void
}

/** For PORT and EPRT. */
export const listen = async (host: string, from: string): Promise<Ear> => {
  const server: Server = createServer()
  const accepted = new Promise<Socket>(resolve => {
    server.on('connection', socket => {
      const peer = socket.remoteAddress ?? ''
      const known = isLoopback(peer) || peer === from
      if (known) resolve(socket)
      else socket.destroy()
      server.close()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { at: { host, port }, accepted, close: () => server.close() }
}

export const acceptedLink = (
  context: Context,
  ordinal: number,
  socket: Socket,
  control: number,
): Link => {
  const link = new Link(socket, 'data', ordinal, context.recorder)
  link.dialled = 'server'
  link.record({
    kind: 'open',
    dialled: 'server',
    mode: 'active',
    control,
    ...ports(socket.localPort, socket.remotePort),
  })
  return link
}
