/**
 * The ceiling: a bare node:tls FTPS client and server that hold the same
 * dialogue and nothing else: no tap, no events, no rules, no ftp-srv.
 */
import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import {
  connect as tlsConnect,
  createSecureContext,
  TLSSocket,
  type SecureContext,
} from 'node:tls'
import type { Certificate } from '../../harness/model.js'

const lines = (stream: Socket, each: (line: string) => void): (() => void) => {
  let rest = ''
  const onData = (chunk: Buffer): void => {
    rest += chunk.toString('latin1')
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n')) {
      const line = rest.slice(0, at).replace(/\r$/, '')
      rest = rest.slice(at + 1)
      each(line)
    }
  }
  stream.on('data', onData)
  return () => stream.off('data', onData)
}

const simple: Readonly<Record<string, string>> = {
  USER: '331 password',
  PASS: '230 in',
  TYPE: '200 ok',
  PBSZ: '200 PBSZ=0',
  PROT: '200 ok',
}

/** One control connection of the bare server. */
const serve = (raw: Socket, secureContext: SecureContext): void => {
  raw.setNoDelay(true)
  raw.on('error', () => raw.destroy())
  raw.write('220 ready\r\n')
  const over = (plain: Socket): TLSSocket => {
    const secured = new TLSSocket(plain, { isServer: true, secureContext })
    secured.on('error', () => plain.destroy())
    return secured
  }
  const stop = lines(raw, () => {
    stop()
    raw.write('234 go\r\n')
    const control = over(raw)
    let data: Promise<Socket> | undefined
    lines(control, line => {
      const verb = line.split(' ')[0] ?? ''
      if (verb === 'PASV') {
        const passive = createServer()
        data = once(passive, 'connection').then(([socket]) => {
          passive.close()
          return socket as Socket
        })
        passive.listen(0, '127.0.0.1', () => {
          const { port } = passive.address() as { port: number }
          control.write(`227 (127,0,0,1,${port >> 8},${port & 255})\r\n`)
        })
      } else if (verb === 'LIST') {
        control.write('150 go\r\n')
        void data?.then(socket => {
          const secured = over(socket)
          secured.resume()
          secured.end('-rw-r--r--   1 ftp ftp  3 Nov 21 01:00 hello.txt\r\n')
          secured.once('close', () => control.write('226 done\r\n'))
        })
      } else if (verb === 'QUIT') control.end('221 bye\r\n')
      else control.write(`${simple[verb] ?? '500 ?'}\r\n`)
    })
  })
}

const ask = async (
  socket: Socket,
  replies: AsyncQueue,
  line: string,
): Promise<string> => {
  socket.write(`${line}\r\n`)
  return replies.next()
}

class AsyncQueue {
  readonly #lines: string[] = []
  #wake: ((line: string) => void) | null = null

  push(line: string): void {
    if (this.#wake === null) this.#lines.push(line)
    else {
      const wake = this.#wake
      this.#wake = null
      wake(line)
    }
  }

  next(): Promise<string> {
    const line = this.#lines.shift()
    if (line !== undefined) return Promise.resolve(line)
    return new Promise(resolve => (this.#wake = resolve))
  }
}

/** One session of the bare client; throws when the data was not resumed. */
const session = async (port: number, context: SecureContext): Promise<void> => {
  const raw = connect({ port, host: '127.0.0.1', noDelay: true })
  const replies = new AsyncQueue()
  const stop = lines(raw, line => replies.push(line))
  await replies.next()
  await ask(raw, replies, 'AUTH TLS')
  stop()
  const options = {
    secureContext: context,
    servername: 'localhost',
    rejectUnauthorized: false,
  }
  const control = tlsConnect({ ...options, socket: raw })
  let ticket: Buffer | undefined
  control.on('session', fresh => (ticket = fresh))
  await once(control, 'secureConnect')
  lines(control, line => replies.push(line))
  for (const line of ['USER a', 'PASS b', 'TYPE I', 'PBSZ 0', 'PROT P'])
    await ask(control, replies, line)
  const [, high = '0', low = '0'] =
    /,(\d+),(\d+)\)/.exec(await ask(control, replies, 'PASV')) ?? []
  const plain = connect({
    port: Number(high) * 256 + Number(low),
    host: '127.0.0.1',
    noDelay: true,
  })
  await once(plain, 'connect')
  control.write('LIST\r\n')
  const data = tlsConnect({
    ...options,
    socket: plain,
    ...(ticket === undefined ? {} : { session: ticket }),
  })
  data.resume()
  await once(data, 'secureConnect')
  if (!data.isSessionReused()) throw new Error('the ceiling did not resume')
  const ended = once(data, 'close')
  data.on('end', () => data.end())
  await ended
  await replies.next()
  await replies.next()
  await ask(control, replies, 'QUIT')
  control.destroy()
}

export interface Ceiling {
  run(): Promise<void>
  stop(): void
}

export const startCeiling = async (
  certificate: Certificate,
  version: 'TLSv1.2' | 'TLSv1.3',
): Promise<Ceiling> => {
  const versions = { minVersion: version, maxVersion: version } as const
  const serverContext = createSecureContext({
    cert: certificate.chainPem,
    key: certificate.keyPem,
    sessionIdContext: 'ceiling',
    ...versions,
  })
  const clientContext = createSecureContext(versions)
  const server = createServer(socket => serve(socket, serverContext))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    run: () => session(port, clientContext),
    stop: () => server.close(),
  }
}
