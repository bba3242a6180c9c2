/**
 * Reads what Pure-FTPd 1.0.3x to 1.0.5x tells syslog with -1 and -d -d: the
 * whole dialogue, handshakes, logins: text to events. With -d only, replies
 * are missing. It reads no transfer log (-O), and it opens no file.
 */
import type { Event, EventBody } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { transferVerbs } from '../transcript/exchanges.js'
import { createAttribution } from './attribution.js'
import {
  identifyPureFtpd,
  parsePureFtpdLine,
  pureFtpdBegins,
  pureFtpdFact,
  type PureFtpdLine,
} from './pure-ftpd-lines.js'
import {
  forgetOldest,
  noteAddress,
  openData,
  type Count,
  type DataState,
  type Placed,
} from './server-data.js'

export { recognisePureFtpdLog } from './pure-ftpd-lines.js'

export interface PureFtpdLogReader {
  read(line: string, at?: number): readonly Event[]
}

interface Session extends DataState {
  /** the control connection speaks TLS now */
  secured: boolean
  /** 234 was sent and its handshake is not over */
  handshaking: boolean
  verb: string
  /** lines of a reply that has not ended */
  pending: string[]
}

/** Older sessions are forgotten: their lines come no more. */
const mostSessions = 256
const mostPending = 200

const onControl = (body: EventBody): Placed => ({ data: 0, body })

const bodies = (
  session: Session,
  line: PureFtpdLine,
  count: Count,
): readonly Placed[] => {
  const { text, level } = line
  if (pureFtpdBegins(line))
    return [onControl({ kind: 'open', dialled: 'client' })]
  const command = /^Command \[([^\]]{0,64})\] \[(.*)\]$/s.exec(text)
  if (command !== null)
    return [onControl(asked(session, command[1] ?? '', command[2] ?? ''))]
  if (level === 'DEBUG' && (/^\d{3}[ -]/.test(text) || session.pending.length))
    return reply(session, text, count)
  const fact = pureFtpdFact(line, session.handshaking)
  const body: EventBody = {
    kind: 'log',
    text: redactText(printable(text)),
    ...(fact === undefined ? {} : { fact }),
  }
  if (fact?.is === 'handshake' || fact?.is === 'handshake-failed') {
    session.handshaking = false
    if (session.secured) return [{ data: session.data, body }]
    session.secured = fact.is === 'handshake'
  }
  return [{ data: fact?.is === 'transfer' ? session.data : 0, body }]
}

const asked = (session: Session, verb: string, argument: string): EventBody => {
  session.verb = verb.toUpperCase()
  session.pending = []
  return {
    kind: 'command',
    // logged in lower case, whatever the client wrote
    verb: printable(session.verb),
    argument: redactArgument(verb, printable(argument)),
    clear: !session.secured,
  }
}

/** A reply is emitted with its last line. */
const reply = (
  session: Session,
  text: string,
  count: Count,
): readonly Placed[] => {
  if (session.pending.length < mostPending) session.pending.push(text)
  const digits = session.pending[0]?.slice(0, 3) ?? ''
  if (!text.startsWith(`${digits} `)) return []
  const lines = session.pending.map(l =>
    l.startsWith(digits) ? l.slice(4) : l,
  )
  session.pending = []
  const code = Number(digits)
  const said = onControl({
    kind: 'reply',
    code,
    text: redactText(lines.map(printable).join('\n')),
    clear: !session.secured,
  })
  return [said, ...consequences(session, code, text, count)]
}

const consequences = (
  session: Session,
  code: number,
  text: string,
  count: Count,
): readonly Placed[] => {
  const { verb } = session
  if (code === 234) session.handshaking = true
  if (code === 200 && verb === 'CCC') session.secured = false
  noteAddress(session, verb, code, text)
  if (code !== 150 || !transferVerbs.has(verb)) return []
  return [openData(session, count)]
}

export const createPureFtpdLogReader = (): PureFtpdLogReader => {
  const sessions = new Map<string, Session>()
  let opened = 0
  let data = 0
  let start: number | null = null

  const of = (line: PureFtpdLine): Session => {
    const id = line.pid === 0 ? line.client : String(line.pid)
    const known = pureFtpdBegins(line) ? undefined : sessions.get(id)
    if (known !== undefined) return known
    opened += 1
    const session: Session = {
      ordinal: opened,
      secured: false,
      handshaking: false,
      verb: '',
      mode: undefined,
      port: undefined,
      data: 0,
      pending: [],
    }
    sessions.delete(id)
    sessions.set(id, session)
    forgetOldest(sessions, mostSessions)
    return session
  }

  return {
    read: (text, at) => {
      const line = parsePureFtpdLine(text)
      if (line === null || line.client === '?') return []
      start ??= line.time
      const time = at ?? (line.time ?? 0) - (start ?? 0)
      const session = of(line)
      return bodies(session, line, () => (data += 1)).map(placed => ({
        at: time,
        from: 'server-log',
        role: placed.data === 0 ? 'control' : 'data',
        ordinal: placed.data === 0 ? session.ordinal : placed.data,
        body: placed.body,
      }))
    },
  }
}

/** All sessions of a log in one list, ordinals counted over all clients. */
export const readPureFtpdLog = (
  text: string,
  client?: string,
): readonly Event[] => {
  const reader = createPureFtpdLogReader()
  const attribution = createAttribution(identifyPureFtpd)
  const owned = text.split(/\r?\n/).flatMap(line => attribution.take(line))
  return [...owned, ...attribution.rest()]
    .filter(line => client === undefined || line.client === client)
    .flatMap(({ line }) => reader.read(line))
}

/** The client addresses in a log, in the order of their first line. */
export const pureFtpdClients = (text: string): readonly string[] => [
  ...new Set(
    text.split(/\r?\n/).flatMap(l => {
      const client = parsePureFtpdLine(l)?.client
      return client === undefined || client === '?' ? [] : [client]
    }),
  ),
]
