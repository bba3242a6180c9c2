/**
 * Follows the log of one running daemon and hands each client address the
 * events of its own sessions. It knows no file and no container: it is given
 * a way to read what was appended, and a way to ask whether a process lives.
 */
import {
  createVsftpdLogReader,
  type VsftpdLogReader,
} from '../../harness/logs/vsftpd.js'
import { parseVsftpdLine } from '../../harness/logs/vsftpd-lines.js'
import type { ClientKey, Event } from '../../harness/model.js'

export interface LogSource {
  /** what was appended since the last call */
  more(): string
  /** forget what is there: the next call to more() begins at the end */
  skip(): void
  /** is a process of the server alive; null when that cannot be asked */
  alive(pid: number): boolean | null
}

export interface LogTail {
  follow(client: ClientKey): FollowedLog
  stop(): void
}

export interface FollowedLog {
  /** all events so far, once the sessions of this client have settled */
  settled(): Promise<readonly Event[]>
  end(): void
}

interface Follower {
  readonly client: ClientKey
  readonly reader: VsftpdLogReader
  readonly events: Event[]
  readonly pids: Set<number>
}

/** Every 5 ms while somebody follows: an fstat when nothing was written. */
const pollMs = 5
/** A session that is still open is not waited for longer than this. */
const openSessionMs = 250
/** A client of which nothing was logged: it may not have connected at all. */
const silentMs = 60
/**
 * Where processes cannot be asked, silence has to do: a short one when every
 * session said 221, which is its last line, else one that outlasts a busy host.
 */
const quietMs = { goodbye: 10, else: 120 } as const

const saidGoodbye = (events: readonly Event[]): boolean => {
  const control = events.filter(e => e.role === 'control').map(e => e.body)
  const opened = control.filter(b => b.kind === 'open').length
  const closed = control.filter(b => b.kind === 'reply' && b.code === 221)
  return opened > 0 && closed.length === opened
}

const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

const quiet = ({ events }: Follower): number =>
  saidGoodbye(events) ? quietMs.goodbye : quietMs.else

const now = (): number => performance.now()

/** `anyClient`: behind address translation every line is the one client's. */
export const createLogTail = (
  source: LogSource,
  settings: { readonly anyClient?: boolean } = {},
): LogTail => {
  const followers = new Set<Follower>()
  let rest = ''
  let timer: NodeJS.Timeout | undefined
  let grownAt = 0

  const take = (line: string): void => {
    const client = parseVsftpdLine(line)?.client
    for (const follower of followers) {
      if (!settings.anyClient && follower.client.address !== client) continue
      const entry = follower.reader.read(line, follower.client.clock.now())
      if (entry === null) continue
      follower.pids.add(entry.line.pid)
      follower.events.push(...entry.events)
    }
  }

  const poll = (): void => {
    const more = source.more()
    if (more === '') return
    grownAt = now()
    const lines = (rest + more).split('\n')
    // a line without end is kept, but not without limit
    rest = (lines.pop() ?? '').slice(-16_384)
    for (const line of lines) take(line)
  }

  const settle = async (follower: Follower): Promise<void> => {
    const began = now()
    const silent = source.alive(0) === null ? quietMs.else : silentMs
    for (;;) {
      const before = now()
      const living = [...follower.pids].map(pid => source.alive(pid))
      poll()
      const waited = now() - began
      if (follower.pids.size === 0) {
        if (waited >= silent) return
      } else if (living.length === follower.pids.size) {
        // they were gone before the log was read: nothing can follow
        if (living.every(a => a === false)) return
        if (living.includes(null) && before - grownAt >= quiet(follower)) return
        if (waited >= openSessionMs) return
      }
      await sleep(1)
    }
  }

  const begin = (follower: Follower): void => {
    if (followers.size === 0) {
      rest = ''
      source.skip()
    }
    followers.add(follower)
    timer ??= setInterval(poll, pollMs)
  }

  const end = (follower: Follower): void => {
    followers.delete(follower)
    if (followers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    follow: client => {
      const follower: Follower = {
        client,
        reader: createVsftpdLogReader({ wholeSessions: true }),
        events: [],
        pids: new Set(),
      }
      begin(follower)
      return {
        settled: async () => {
          await settle(follower)
          return [...follower.events]
        },
        end: () => end(follower),
      }
    },
    stop: () => {
      followers.clear()
      clearInterval(timer)
      timer = undefined
    },
  }
}

export const vsftpdFormat = { follow: createLogTail } as const
