/**
 * Reads what netkit's ftpd-ssl (0.17) tells syslog with -d: every command and
 * reply, the control connection's handshake, logins: text to events. A
 * handshake that fails is a reply of its own (421, 425) that names OpenSSL's
 * reason. It opens no file.
 */
import type { Event, EventBody } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { transferVerbs } from '../transcript/exchanges.js'
import type { LineOwner } from './attribution.js'
import {
  forgetOldest,
  noteAddress,
  openData,
  type Count,
  type DataState,
  type Placed,
} from './server-data.js'

export interface NetkitLogReader {
  read(line: string, at: number): readonly Event[]
}

interface NetkitLine {
  readonly pid: string
  readonly text: string
}

interface Session extends DataState {
  secured: boolean
  verb: string
  /** lines of a reply that has not ended */
  pending: string[]
}

const longestLine = 4096
/** Older sessions are forgotten: their lines come no more. */
const mostSessions = 256
const mostPending = 200

const parse = (line: string): NetkitLine | null => {
  const found = /\bftpd\[(\d{1,9})\]: (.*)$/s.exec(
    line.slice(0, longestLine).trimEnd(),
  )
  return found === null ? null : { pid: found[1] ?? '', text: found[2] ?? '' }
}

const greeting = /^connection from (\S+)/

export const identifyNetkit = (text: string): LineOwner | null => {
  const line = parse(text)
  if (line === null) return null
  const client = greeting.exec(line.text)?.[1]?.replace(/^::ffff:/, '')
  return client === undefined
    ? { id: line.pid }
    : { id: line.pid, client, begins: true }
}

const onControl = (body: EventBody): Placed => ({ data: 0, body })

const logged = (text: string): EventBody => {
  const plain = redactText(printable(text))
  const login = /^(FTP LOGIN (?:FAILED )?FROM) /.exec(text)?.[1]
  if (/^SSL SUCCEEDED WITH /.test(text))
    return { kind: 'log', text: plain, fact: { is: 'handshake' } }
  if (login !== undefined) {
    const ok = !login.includes('FAILED')
    return { kind: 'log', text: plain, fact: { is: 'login', ok } }
  }
  return { kind: 'log', text: plain }
}

const asked = (session: Session, line: string): EventBody => {
  // of PASS it logs "PASS  ???"
  const [, verb = '', argument = ''] = /^(\S+) ?(.*)$/s.exec(line) ?? []
  session.verb = verb.toUpperCase()
  session.pending = []
  return {
    kind: 'command',
    verb: printable(session.verb),
    argument: redactArgument(verb, printable(argument)),
    clear: !session.secured,
  }
}

/** "425 ftpd: SSL_accept DATA no shared cipher: Success." */
const failure = (text: string): Placed | null => {
  const found = /^ftpd: SSL_accept (DATA )?(.*)$/s.exec(text)
  if (found === null) return null
  const number = /\berror:([0-9A-Fa-f]{8})\b/.exec(text)?.[1]
  const fact = {
    is: 'handshake-failed',
    ...(number === undefined ? {} : { number: parseInt(number, 16) }),
    text: printable(found[2] ?? ''),
  } as const
  const body = { kind: 'log', text: printable(text), fact } as const
  return { data: found[1] === undefined ? 0 : 1, body }
}

const replied = (
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
  const said = redactText(lines.map(printable).join('\n'))
  const body = { kind: 'reply', code, text: said } as const
  const reply = onControl({ ...body, clear: !session.secured })
  const failed = failure(lines.at(-1) ?? '')
  if (failed !== null)
    return [reply, { ...failed, data: failed.data === 0 ? 0 : session.data }]
  noteAddress(session, session.verb, code, text)
  return code === 150 && transferVerbs.has(session.verb)
    ? [reply, openData(session, count)]
    : [reply]
}

const bodies = (
  session: Session,
  { text }: NetkitLine,
  count: Count,
): readonly Placed[] => {
  if (greeting.test(text))
    return [onControl({ kind: 'open', dialled: 'client' })]
  const command = /^command: (.*)$/s.exec(text)?.[1]
  if (command !== undefined) return [onControl(asked(session, command))]
  const reply = /^<--- (.*)$/s.exec(text)?.[1]
  if (reply !== undefined) return replied(session, reply, count)
  if (session.pending.length > 0 && /^ /.test(text))
    return replied(session, text, count)
  const body = logged(text)
  if (body.kind === 'log' && body.fact?.is === 'handshake')
    session.secured = true
  return [onControl(body)]
}

export const createNetkitLogReader = (): NetkitLogReader => {
  const sessions = new Map<string, Session>()
  let opened = 0
  let data = 0

  const of = ({ pid, text }: NetkitLine): Session => {
    const known = greeting.test(text) ? undefined : sessions.get(pid)
    if (known !== undefined) return known
    opened += 1
    const session: Session = {
      ordinal: opened,
      secured: false,
      verb: '',
      mode: undefined,
      port: undefined,
      data: 0,
      pending: [],
    }
    sessions.delete(pid)
    sessions.set(pid, session)
    forgetOldest(sessions, mostSessions)
    return session
  }

  return {
    read: (text, at) => {
      const line = parse(text)
      if (line === null) return []
      const session = of(line)
      return bodies(session, line, () => (data += 1)).map(placed => ({
        at,
        from: 'server-log',
        role: placed.data === 0 ? 'control' : 'data',
        ordinal: placed.data === 0 ? session.ordinal : placed.data,
        body: placed.body,
      }))
    },
  }
}
