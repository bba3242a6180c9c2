/**
 * Reads vsftpd_log as written with log_ftp_protocol=YES and debug_ssl=YES
 * (vsftpd 2.0.6 to 3.0.5, also behind a syslog prefix): text to events.
 * It does not read xferlog_std_format, and it opens no file.
 *
 * One session writes under three process ids: CONNECT, the handshakes and
 * everything before login come from one, OK LOGIN from its privileged parent,
 * commands and replies after login from a third that is named nowhere.
 */
import type { Event } from '../model.js'
import { parseVsftpdLine, type VsftpdLine } from './vsftpd-lines.js'
import { bodiesOf, newSession, type Session } from './vsftpd-session.js'

export interface VsftpdEntry {
  readonly line: VsftpdLine
  readonly events: readonly Event[]
}

export interface VsftpdLogReader {
  /** Null when the line is not vsftpd's or of a session that began unseen. */
  read(line: string, at?: number): VsftpdEntry | null
}

/** Older sessions are forgotten: their lines come no more. */
const maxSessions = 256

interface Sessions {
  of(line: VsftpdLine): Session | null
}

const createSessions = (wholeOnly: boolean): Sessions => {
  const sessions: Session[] = []
  let opened = 0

  const begin = (line: VsftpdLine): Session => {
    // a process id is used again: its old session has ended
    for (const old of sessions)
      if (old.client === line.client) old.pids.delete(line.pid)
    opened += 1
    const session = newSession(opened, line)
    sessions.push(session)
    if (sessions.length > maxSessions) sessions.shift()
    return session
  }

  const adopt = (line: VsftpdLine): Session | null => {
    // the first process after login speaks for the login that waits longest
    const waiting = sessions.find(
      s => s.awaitsLogin && s.client === line.client,
    )
    if (waiting === undefined) return null
    if (!line.kind.endsWith(' LOGIN')) waiting.awaitsLogin = false
    waiting.pids.add(line.pid)
    return waiting
  }

  return {
    of: line => {
      if (line.kind === 'CONNECT') return begin(line)
      const mine = (s: Session): boolean => s.client === line.client
      const known =
        sessions.findLast(s => mine(s) && s.pids.has(line.pid)) ?? adopt(line)
      if (known !== null || wholeOnly) return known
      return sessions.findLast(mine) ?? begin(line)
    },
  }
}

/** `wholeSessions`: lines of a session whose CONNECT was not read are dropped. */
export const createVsftpdLogReader = (
  settings: { readonly wholeSessions?: boolean } = {},
): VsftpdLogReader => {
  const sessions = createSessions(settings.wholeSessions === true)
  let data = 0
  let start: number | null = null
  return {
    read: (text, at) => {
      const line = parseVsftpdLine(text)
      const session = line === null ? null : sessions.of(line)
      if (line === null || session === null) return null
      start ??= line.time
      const time = at ?? (line.time ?? 0) - (start ?? 0)
      const placed = bodiesOf(session, line, () => (data += 1))
      return {
        line,
        events: placed.map(({ data: ordinal, body }) => ({
          at: time,
          from: 'server-log',
          role: ordinal === 0 ? 'control' : 'data',
          ordinal: ordinal === 0 ? session.ordinal : ordinal,
          body,
        })),
      }
    },
  }
}

/** All sessions of a log in one list, ordinals counted over all clients. */
export const readVsftpdLog = (
  text: string,
  client?: string,
): readonly Event[] => {
  const reader = createVsftpdLogReader()
  return text
    .split(/\r?\n/)
    .filter(
      line => client === undefined || parseVsftpdLine(line)?.client === client,
    )
    .flatMap(line => reader.read(line)?.events ?? [])
}

/** The client addresses in a log, in the order of their first line. */
export const vsftpdClients = (text: string): readonly string[] => [
  ...new Set(
    text.split(/\r?\n/).flatMap(l => parseVsftpdLine(l)?.client ?? []),
  ),
]
