/**
 * Follows the log of one running server and hands each client address the
 * events of its own sessions, for any format that can be attributed. vsftpd
 * has log-tail.ts: its processes change their ids within a session.
 */
import {
  createAttribution,
  type Identify,
  type OwnedLine,
} from '../../harness/logs/attribution.js'
import type { ClientKey, Event } from '../../harness/model.js'
import type { createLogTail, LogSource, LogTail } from './log-tail.js'

/** `follow`: a log whose sessions cannot be told apart in this way. */
export type LogFormat = Sessions | { readonly follow: typeof createLogTail }

interface Sessions {
  readonly identify: Identify
  /** reads the lines of one client */
  reader(): { read(line: string, at: number): readonly Event[] }
  /** session ids are process ids: a dead one writes no more */
  readonly idIsProcess: boolean
}

interface Following {
  readonly client: ClientKey
  readonly reader: ReturnType<Sessions['reader']>
  readonly events: Event[]
  readonly open: Set<string>
  seen: number
}

/** Every 5 ms while somebody follows: an fstat when nothing was written. */
const pollMs = 5
/** A session that is still open is not waited for longer than this. */
const openSessionMs = 250
/** A client of which nothing was logged: it may not have connected at all. */
const silentMs = 60
/** A log that comes out of a container comes later. */
const silentRemoteMs = 120

const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

/** `anyClient`: behind address translation every line is the one client's. */
export const createLogFollower = (
  source: LogSource,
  format: LogFormat,
  settings: { readonly anyClient?: boolean } = {},
): LogTail =>
  'follow' in format
    ? format.follow(source, settings)
    : followSessions(source, format, settings)

const followSessions = (
  source: LogSource,
  format: Sessions,
  settings: { readonly anyClient?: boolean },
): LogTail => {
  const following = new Set<Following>()
  /** sessions that outlived whoever followed them, until their id is new */
  const left = new Set<string>()
  let attribution = createAttribution(format.identify)
  let rest = ''
  let timer: NodeJS.Timeout | undefined

  const isLeft = ({ line, id }: OwnedLine): boolean => {
    if (!left.has(id)) return false
    const owner = format.identify(line)
    const begins =
      owner !== null && owner !== 'continued' && owner.begins === true
    if (begins) left.delete(id)
    return !begins
  }

  const give = (owned: OwnedLine): void => {
    if (isLeft(owned)) return
    const { line, id, client, ends } = owned
    for (const one of following) {
      if (!settings.anyClient && one.client.address !== client) continue
      one.seen += 1
      if (ends) one.open.delete(id)
      else one.open.add(id)
      one.events.push(...one.reader.read(line, one.client.clock.now()))
    }
  }

  const poll = (): void => {
    const more = source.more()
    if (more === '') return
    const lines = (rest + more).split('\n')
    // a line without end is kept, but not without limit
    rest = (lines.pop() ?? '').slice(-16_384)
    for (const line of lines) attribution.take(line).forEach(give)
  }

  const alive = (id: string): boolean =>
    !format.idIsProcess || source.alive(Number(id)) !== false

  const settle = async (one: Following): Promise<void> => {
    const began = performance.now()
    const silent = source.alive(0) === null ? silentRemoteMs : silentMs
    for (;;) {
      const living = [...one.open].filter(alive)
      poll()
      const waited = performance.now() - began
      if (one.seen === 0 ? waited >= silent : waited >= openSessionMs) return
      // what was dead before the log was read can have written no more
      if (one.seen > 0 && [...one.open].every(id => !living.includes(id)))
        return
      await sleep(1)
    }
  }

  const begin = (one: Following): void => {
    if (following.size === 0) {
      rest = ''
      attribution = createAttribution(format.identify)
      source.skip()
    }
    following.add(one)
    timer ??= setInterval(poll, pollMs)
  }

  const end = (one: Following): void => {
    following.delete(one)
    for (const id of [...one.open].filter(alive)) left.add(id)
    if (following.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    follow: client => {
      const one: Following = {
        client,
        reader: format.reader(),
        events: [],
        open: new Set(),
        seen: 0,
      }
      begin(one)
      return {
        settled: async () => {
          await settle(one)
          return [...one.events]
        },
        end: () => end(one),
      }
    },
    stop: () => {
      following.clear()
      clearInterval(timer)
      timer = undefined
    },
  }
}
