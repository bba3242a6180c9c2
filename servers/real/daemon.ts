/**
 * One daemon as a child process: start, what it said, ready, end.
 * vsftpd writes why it cannot start to file descriptor 0, so that is a file
 * here. It knows nothing of FTP.
 */
import { spawn } from 'node:child_process'
import { close, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import { InteropError } from '../../harness/errors.js'
import { printable } from '../../harness/redact.js'
import { endFamily } from './processes.js'

export interface DaemonStart {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** takes what it writes to descriptors 0, 1 and 2 */
  readonly sayings: string
}

export interface Daemon {
  readonly pid: number
  /** null while it runs */
  exit(): string | null
  /** what it wrote to its standard descriptors, at most 2000 characters */
  said(): Promise<string>
  stop(): Promise<void>
}

const describeExit = (
  code: number | null,
  signal: NodeJS.Signals | null,
): string => (signal === null ? `exit ${code ?? '?'}` : `killed by ${signal}`)

export const startDaemon = async (start: DaemonStart): Promise<Daemon> => {
  const [program = '', ...args] = start.command
  const said = openSync(start.sayings, 'w+')
  const child = spawn(program, args, {
    stdio: [said, said, said],
    env: { ...start.env },
    cwd: '/',
    // a Ctrl-C at the terminal is for us to handle
    detached: true,
  })
  close(said)
  let exit: string | null = null
  const gone = new Promise<void>(resolve => {
    child.once('exit', (code, signal) => {
      exit = describeExit(code, signal)
      resolve()
    })
    child.once('error', error => {
      exit ??= error.message
      resolve()
    })
  })
  if (child.pid === undefined) await gone
  return {
    pid: child.pid ?? 0,
    exit: () => exit,
    said: async () =>
      printable((await readFile(start.sayings, 'utf8')).slice(0, 2000).trim()),
    stop: async () => {
      if (exit === null && child.pid !== undefined) endFamily(child.pid)
      await gone
    },
  }
}

const dial = (port: number, host: string, from?: string): Promise<boolean> =>
  new Promise(resolve => {
    const socket = net.connect({
      port,
      host,
      ...(from === undefined ? {} : { localAddress: from }),
    })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      socket.destroy()
      resolve(false)
    })
  })

export interface Readiness {
  readonly host: string
  readonly port: number
  /** loopback address to dial from that no cell uses, where it is seen */
  readonly from?: string
  /** the daemon itself says that it took the connection */
  readonly confirmed: () => boolean
  readonly timeoutMs: number
}

/** Long enough for a daemon to log the connection that it has taken. */
const redialMs = 100

const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

/**
 * Resolves to true once the daemon took a connection, to false when it ended.
 * That somebody answers on the port is not enough: another process may have
 * been faster, and the daemon is about to fail with "could not bind".
 */
export const becomesReady = async (
  daemon: Daemon,
  want: Readiness,
): Promise<boolean> => {
  const deadline = performance.now() + want.timeoutMs
  let dialled = -Infinity
  while (daemon.exit() === null) {
    // a port that an engine maps is answered before the daemon listens
    if (performance.now() - dialled > redialMs)
      if (await dial(want.port, want.host, want.from))
        dialled = performance.now()
    if (dialled > 0 && want.confirmed()) return true
    if (performance.now() > deadline)
      throw new InteropError('FI_TIMEOUT', {
        message: `a server started for port ${want.port} did not accept a connection within ${want.timeoutMs} ms`,
        hint: 'run fewer listeners at once (--parallel), or look whether the host is overloaded',
      })
    await sleep(2)
  }
  return false
}
