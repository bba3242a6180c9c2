/**
 * A server that speaks just enough FTP to be refused by, and that does what
 * it is told behind AUTH: refuses it, says something in clear, or hangs up.
 */
import { once } from 'node:events'
import net from 'node:net'
import type { Test } from 'tap'

export interface OddServer {
  readonly port: number
  /** lines that clients sent, in order, over all connections */
  readonly heard: readonly string[]
}

export interface Oddity {
  /** reply to AUTH; default 234 */
  readonly auth?: string
  /** at the first bytes behind an accepted AUTH, in place of a ServerHello */
  readonly behindAuth?: 'text' | 'fin' | 'reset' | 'silence'
}

const replies: Readonly<Record<string, string>> = {
  USER: '331 Password please',
  PASS: '530 Login incorrect',
  QUIT: '221 Bye',
}

const misbehave = (socket: net.Socket, how: Oddity['behindAuth']): void => {
  if (how === 'text') socket.end('421 TLS is not for you\r\n')
  else if (how === 'fin') socket.end()
  else if (how === 'reset') socket.resetAndDestroy()
}

export const startOddServer = async (
  test: Test,
  oddity: Oddity,
): Promise<OddServer> => {
  const heard: string[] = []
  const open = new Set<net.Socket>()
  const server = net.createServer(socket => {
    open.add(socket)
    let secured = false
    socket.on('error', () => {})
    socket.write('220 odd server\r\n')
    socket.on('data', chunk => {
      if (secured) return misbehave(socket, oddity.behindAuth)
      for (const line of chunk.toString('latin1').split('\r\n')) {
        if (line === '') continue
        heard.push(line)
        const verb = line.split(' ')[0] ?? ''
        const auth = oddity.auth ?? '234 go ahead'
        secured ||= verb === 'AUTH' && auth.startsWith('2')
        const reply = verb === 'AUTH' ? auth : replies[verb]
        socket.write(`${reply ?? '502 Not here'}\r\n`)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  test.teardown(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const { port } = server.address() as net.AddressInfo
  return { port, heard }
}
