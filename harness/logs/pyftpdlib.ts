/**
 * Reads what pyftpdlib 1.5 and 2.x log at level DEBUG: the whole dialogue,
 * logins, transfers, and handshakes where the server logs them (the harness's
 * does, the library alone tells of failed ones only): text to events. It opens
 * no file.
 */
import type { Event, EventBody } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { transferVerbs } from '../transcript/exchanges.js'
import {
  parsePyftpdlibLine,
  pyftpdlibFact,
  type PyftpdlibLine,
} from './pyftpdlib-lines.js'
import {
  forgetOldest,
  noteAddress,
  openData,
  type Count,
  type DataState,
  type Placed,
} from './server-data.js'

export { recognisePyftpdlibLog } from './pyftpdlib-lines.js'

export interface PyftpdlibLogReader {
  read(line: string, at?: number): readonly Event[]
}

interface Session extends DataState {
  /** the control connection speaks TLS now */
  secured: boolean
  verb: string
}

/** Older sessions are forgotten: their lines come no more. */
const mostSessions = 256

const onControl = (body: EventBody): Placed => ({ data: 0, body })

const bodies = (
  session: Session,
  { text }: PyftpdlibLine,
  count: Count,
): readonly Placed[] => {
  if (/^FTP session opened/.test(text))
    return [onControl({ kind: 'open', dialled: 'client' })]
  const asked = /^<- (\S*) ?(.*)$/s.exec(text)
  if (asked !== null)
    return [onControl(command(session, asked[1] ?? '', asked[2] ?? ''))]
  const said = /^-> (\d{3})([ -])(.*)$/s.exec(text)
  // of a longer reply only its last line is logged
  if (said !== null)
    return said[2] === '-'
      ? []
      : reply(session, Number(said[1]), said[3] ?? '', count)
  const fact = pyftpdlibFact(text)
  const body: EventBody = {
    kind: 'log',
    text: redactText(printable(text)),
    ...(fact === undefined ? {} : { fact }),
  }
  if (/^TLS data /.test(text) || fact?.is === 'transfer')
    return [{ data: session.data, body }]
  if (fact?.is === 'handshake') session.secured = true
  return [onControl(body)]
}

const command = (
  session: Session,
  verb: string,
  argument: string,
): EventBody => {
  session.verb = verb.toUpperCase()
  return {
    kind: 'command',
    verb: printable(verb),
    argument: redactArgument(verb, printable(argument)),
    clear: !session.secured,
  }
}

const reply = (
  session: Session,
  code: number,
  text: string,
  count: Count,
): readonly Placed[] => {
  const said = onControl({
    kind: 'reply',
    code,
    text: redactText(printable(text)),
    clear: !session.secured,
  })
  const { verb } = session
  noteAddress(session, verb, code, text)
  // 150: it waits for the connection, which may never come
  if (!transferVerbs.has(verb) || (code !== 125 && code !== 150)) return [said]
  return [said, openData(session, count)]
}

export const createPyftpdlibLogReader = (): PyftpdlibLogReader => {
  const sessions = new Map<string, Session>()
  let opened = 0
  let data = 0
  let start: number | null = null

  const of = (line: PyftpdlibLine): Session => {
    const begins = /^FTP session opened/.test(line.text)
    const known = begins ? undefined : sessions.get(line.id)
    if (known !== undefined) return known
    opened += 1
    const session: Session = {
      ordinal: opened,
      secured: false,
      verb: '',
      mode: undefined,
      port: undefined,
      data: 0,
    }
    sessions.delete(line.id)
    sessions.set(line.id, session)
    forgetOldest(sessions, mostSessions)
    return session
  }

  return {
    read: (text, at) => {
      const line = parsePyftpdlibLine(text)
      if (line === null) return []
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
export const readPyftpdlibLog = (
  text: string,
  client?: string,
): readonly Event[] => {
  const reader = createPyftpdlibLogReader()
  return text
    .split(/\r?\n/)
    .filter(
      line =>
        client === undefined || parsePyftpdlibLine(line)?.client === client,
    )
    .flatMap(line => reader.read(line))
}

/** The client addresses in a log, in the order of their first line. */
export const pyftpdlibClients = (text: string): readonly string[] => [
  ...new Set(
    text.split(/\r?\n/).flatMap(l => parsePyftpdlibLine(l)?.client ?? []),
  ),
]
