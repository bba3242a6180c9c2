/**
 * Reads what ProFTPD 1.3.5 and later writes to SystemLog, TLSLog and, in the
 * harness's own LogFormat, ExtendedLog, in one text: text to events. It reads
 * no other LogFormat and no TransferLog, and it opens no file.
 *
 * A session is one process. Only SystemLog and ExtendedLog name the client.
 */
import type { Event } from '../model.js'
import { createAttribution } from './attribution.js'
import {
  identifyProftpd,
  parseProftpdLine,
  proftpdContinuation,
} from './proftpd-lines.js'
import {
  newProftpdSession,
  proftpdBodies,
  proftpdContinued,
  type ProftpdSession,
} from './proftpd-session.js'
import { forgetOldest, type Placed } from './server-data.js'

export { recogniseProftpdLog } from './proftpd-lines.js'

export interface ProftpdLogReader {
  /** `at`: when it was written on the reader's own clock, if that is known */
  read(line: string, at?: number): readonly Event[]
}

/** Older sessions are forgotten: their lines come no more. */
const mostSessions = 256

export const createProftpdLogReader = (): ProftpdLogReader => {
  const sessions = new Map<number, ProftpdSession>()
  let opened = 0
  let data = 0
  let start: number | null = null
  let last: ProftpdSession | null = null
  let time = 0

  const of = (pid: number, begins: boolean): ProftpdSession => {
    const known = begins ? undefined : sessions.get(pid)
    if (known !== undefined) return known
    opened += 1
    const session = newProftpdSession(opened)
    sessions.delete(pid)
    sessions.set(pid, session)
    forgetOldest(sessions, mostSessions)
    return session
  }

  const placed = (text: string): readonly Placed[] => {
    if (proftpdContinuation.test(text))
      return last === null ? [] : proftpdContinued(last, text)
    const line = parseProftpdLine(text)
    if (line === null || line.kind === 'daemon') return []
    start ??= line.time
    time = line.time - start
    const known = sessions.get(line.pid)
    const begins =
      line.kind === 'system' && /\bsession opened\.$/.test(line.text)
    // under implicit TLS the handshake is logged before the session opens
    const early = begins && known !== undefined && !known.greeted
    last = of(line.pid, begins && !early)
    if (begins) last.greeted = true
    return proftpdBodies(last, line, () => (data += 1))
  }

  return {
    read: (text, at) =>
      placed(text).map(({ data: ordinal, body }) => ({
        at: at ?? time,
        from: 'server-log',
        role: ordinal === 0 ? 'control' : 'data',
        ordinal: ordinal === 0 ? (last?.ordinal ?? 1) : ordinal,
        body,
      })),
  }
}

/** All sessions of a log in one list, ordinals counted over all clients. */
export const readProftpdLog = (
  text: string,
  client?: string,
): readonly Event[] => {
  const reader = createProftpdLogReader()
  const attribution = createAttribution(identifyProftpd)
  const owned = text.split(/\r?\n/).flatMap(line => attribution.take(line))
  return [...owned, ...attribution.rest()]
    .filter(line => client === undefined || line.client === client)
    .flatMap(({ line }) => reader.read(line))
}

/** The client addresses in a log, in the order of their first line. */
export const proftpdClients = (text: string): readonly string[] => {
  const found = new Set<string>()
  for (const line of text.split(/\r?\n/)) {
    const owner = identifyProftpd(line)
    if (owner !== null && owner !== 'continued' && owner.client !== undefined)
      found.add(owner.client)
  }
  return [...found]
}
