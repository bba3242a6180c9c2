/**
 * What one line of ProFTPD's logs means inside its session: which connection
 * it speaks of, and the events that it amounts to. Replies 1xx are not logged.
 */
import type { EventBody, LogFact } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { transferVerbs } from '../transcript/exchanges.js'
import {
  proftpdContinuation,
  proftpdQueueFact,
  proftpdTlsFact,
  type ProftpdLine,
} from './proftpd-lines.js'
import {
  noteAddress,
  openData,
  type Count,
  type DataState,
  type Placed,
} from './server-data.js'

export interface ProftpdSession extends DataState {
  /** its opening was logged */
  greeted: boolean
  /** the control connection speaks TLS now */
  secured: boolean
  /** its handshake is over: the next one is of a data connection */
  begun: boolean
  /** an AUTH that was seen to start a handshake and is logged once it is over */
  announced: boolean
  /** a command that was handed on, and whose own line is due */
  handedOn: string | null
  /** OpenSSL's queue that follows belongs to a failed handshake */
  failing: boolean
}

export const newProftpdSession = (ordinal: number): ProftpdSession => ({
  ordinal,
  greeted: false,
  secured: false,
  begun: false,
  announced: false,
  handedOn: null,
  failing: false,
  mode: undefined,
  port: undefined,
  data: 0,
})

const said = (text: string, fact?: LogFact): EventBody => ({
  kind: 'log',
  text: redactText(printable(text)),
  ...(fact === undefined ? {} : { fact }),
})

export const proftpdBodies = (
  session: ProftpdSession,
  line: ProftpdLine,
  count: Count,
): readonly Placed[] => {
  switch (line.kind) {
    case 'command':
      return dialogue(session, line.command, line.reply, count)
    case 'tls':
      return ofTls(session, line.text, count)
    default:
      return [{ data: 0, body: ofSystem(line.text) }]
  }
}

const ofSystem = (text: string): EventBody => {
  if (/\bsession opened\.$/.test(text))
    return { kind: 'open', dialled: 'client' }
  if (/: Login successful\.$/.test(text))
    return said(text, { is: 'login', ok: true })
  if (/\(Login failed\)|no such user found/.test(text))
    return said(text, { is: 'login', ok: false })
  return said(text)
}

/** A line of OpenSSL's queue behind the line that introduced it. */
export const proftpdContinued = (
  session: ProftpdSession,
  text: string,
): readonly Placed[] => {
  if (!proftpdContinuation.test(text)) return []
  const fact = session.failing ? proftpdQueueFact(text) : undefined
  session.failing = false
  return [{ data: session.data, body: said(text.trim(), fact) }]
}

const ofTls = (
  session: ProftpdSession,
  text: string,
  count: Count,
): readonly Placed[] => {
  const asked = /^(\S+) requested, starting TLS handshake/.exec(text)?.[1]
  if (asked !== undefined) return auth(session, asked, text)
  const fact = proftpdTlsFact(text)
  session.failing = /^unable to accept TLS connection: protocol error/.test(
    text,
  )
  const aboutData =
    /\bdata connection\b|reuse \S+ session from control channel/.test(text) ||
    (session.begun && /^unable to accept TLS connection/.test(text))
  if (!aboutData) {
    if (fact?.is === 'handshake') session.begun = session.secured = true
    return [{ data: 0, body: said(text, fact) }]
  }
  const opened = session.data === 0 ? [openData(session, count)] : []
  return [...opened, { data: session.data, body: said(text, fact) }]
}

/** The ExtendedLog has AUTH only when its handshake is over, and worked. */
const auth = (
  session: ProftpdSession,
  asked: string,
  text: string,
): readonly Placed[] => {
  session.announced = true
  const argument = asked.startsWith('SSL') ? 'SSL' : 'TLS'
  const bodies: readonly EventBody[] = [
    said(text),
    { kind: 'command', verb: 'AUTH', argument, clear: true },
    {
      kind: 'reply',
      code: 234,
      text: `AUTH ${argument} successful`,
      clear: true,
    },
  ]
  return bodies.map(body => ({ data: 0, body }))
}

/** mod_core hands OPTS and SITE on under a name that no client can send. */
const handedOn = /^(OPTS|SITE)_(?=\w)/

const dialogue = (
  session: ProftpdSession,
  logged: string,
  answer: string,
  count: Count,
): readonly Placed[] => {
  const line = logged.replace(handedOn, '$1 ')
  // it comes a second time as it was sent, and without an answer
  if (line === session.handedOn && !/^\d{3}/.test(answer)) return []
  session.handedOn = line === logged ? null : line
  const [, verb = '', argument = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? []
  const name = verb.toUpperCase()
  const [, digits, text = ''] = /^(\d{3})[ -]?(.*)$/s.exec(answer) ?? []
  const code = Number(digits ?? 0)
  if (name === 'AUTH' && code === 234 && session.announced) {
    session.announced = false
    return []
  }
  const clear = !session.secured
  const bodies: EventBody[] = [
    {
      kind: 'command',
      verb: printable(verb),
      argument: redactArgument(verb, printable(argument)),
      clear,
    },
  ]
  if (digits !== undefined)
    bodies.push({
      kind: 'reply',
      code,
      text: redactText(printable(text)),
      clear,
    })
  const placed = bodies.map(body => ({ data: 0, body }))
  return [...placed, ...consequences(session, name, code, text, count)]
}

const consequences = (
  session: ProftpdSession,
  verb: string,
  code: number,
  text: string,
  count: Count,
): readonly Placed[] => {
  noteAddress(session, verb, code, text)
  if (code === 200 && verb === 'CCC') session.secured = false
  if (!transferVerbs.has(verb)) return []
  // without TLS on it a data connection is named nowhere
  const opened =
    session.data === 0 && code !== 0 && (code < 400 || code === 426)
      ? [openData(session, count)]
      : []
  const { data } = session
  session.data = 0
  if (verb === 'LIST' || verb === 'NLST' || verb === 'MLSD') return opened
  if (data === 0 && opened.length === 0) return []
  const direction = verb === 'RETR' ? 'download' : 'upload'
  const ok = code >= 200 && code < 300
  return [
    ...opened,
    {
      data: data === 0 ? (opened[0]?.data ?? 0) : data,
      body: said(`${verb} ${code}`, { is: 'transfer', direction, ok }),
    },
  ]
}
