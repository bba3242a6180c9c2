/**
 * A syslog of our own for one daemon: the socket that it finds as /dev/log in
 * its mount namespace. A stream socket, which syslog(3) of glibc and musl
 * takes when a datagram socket is not there, because Node has no other.
 * Messages end with a zero byte.
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { InteropError } from '../../harness/errors.js'
import type { LogSource } from './log-tail.js'
import type { Bind } from './namespace.js'
import { isAlive } from './processes.js'

export interface Syslog {
  /** a reader of its own; what it has read, others still get */
  open(): LogSource & { close(): void }
  stop(): Promise<void>
}

/** Of a log that nobody follows only the end is of use. */
const mostCharacters = 4 * 1024 * 1024
/** Time for its last words to get through the socket. */
const lastWordsMs = 20

/** The devices that a daemon may open. */
const devices = ['null', 'zero', 'random', 'urandom'] as const

/**
 * A directory that stands for /dev in a namespace, and the binds that make it
 * so; the host's own is parked at `aside` meanwhile.
 */
export const privateDevices = async (
  directory: string,
  aside: string,
): Promise<readonly Bind[]> => {
  await mkdir(directory, { recursive: true, mode: 0o755 })
  await Promise.all(devices.map(name => writeFile(join(directory, name), '')))
  return [
    { from: '/dev', to: aside },
    { from: directory, to: '/dev' },
    ...devices.map(name => ({
      from: join(aside, name),
      to: join('/dev', name),
    })),
  ]
}

export const openSyslog = async (path: string): Promise<Syslog> => {
  const unread = new Set<{ text: string }>()
  let all = ''
  const sockets = new Set<net.Socket>()
  const server = net.createServer(socket => {
    const decoder = new StringDecoder('utf8')
    let rest = ''
    sockets.add(socket)
    socket.on('data', (chunk: Buffer) => {
      const messages = (rest + decoder.write(chunk)).split('\0')
      rest = (messages.pop() ?? '').slice(-16_384)
      const text = messages.map(m => `${m}\n`).join('')
      all = (all + text).slice(-65_536)
      for (const reader of unread)
        reader.text = (reader.text + text).slice(-mostCharacters)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(
        new InteropError('FI_FILE', {
          message: `cannot listen on ${path}: ${cause.message}`,
          hint: 'let TMPDIR name a directory with a short path',
          cause,
        }),
      ),
    )
    server.listen(path, resolve)
  })
  await chmod(path, 0o777)
  return {
    open: () => createReader(unread, all),
    stop: () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

const createReader = (
  unread: Set<{ text: string }>,
  soFar: string,
): LogSource & { close(): void } => {
  const mine = { text: soFar }
  const died = new Map<number, number>()
  unread.add(mine)
  return {
    more: () => {
      const { text } = mine
      mine.text = ''
      return text
    },
    skip: () => {
      mine.text = ''
    },
    alive: pid => {
      if (isAlive(pid)) return true
      const since = died.get(pid) ?? performance.now()
      died.set(pid, since)
      return performance.now() - since < lastWordsMs
    },
    close: () => {
      unread.delete(mine)
    },
  }
}
