/**
 * What one line means inside its session: which connection it speaks of, and
 * the events that it amounts to.
 */
import type { EventBody } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import {
  noteAddress,
  openData,
  type Count,
  type DataState,
  type Placed,
} from './server-data.js'
import { vsftpdDebugFact, type VsftpdLine } from './vsftpd-lines.js'

export interface Session extends DataState {
  readonly client: string
  /** the control connection speaks TLS now */
  secured: boolean
  /** PASS was sent and no process after login has been seen */
  awaitsLogin: boolean
  readonly pids: Set<number>
  /** verb of the last command */
  verb: string
  /** 150 was sent and no handshake was logged for it */
  awaitsHandshake: boolean
  /** lines of a reply that has not ended */
  pending: string[]
}

export const newSession = (ordinal: number, line: VsftpdLine): Session => ({
  ordinal,
  client: line.client,
  secured: false,
  awaitsLogin: false,
  pids: new Set([line.pid]),
  verb: '',
  port: undefined,
  mode: undefined,
  data: 0,
  awaitsHandshake: false,
  pending: [],
})

const maxPending = 200

const control = (body: EventBody): Placed => ({ data: 0, body })

export const bodiesOf = (
  session: Session,
  line: VsftpdLine,
  count: Count,
): readonly Placed[] => {
  switch (line.kind) {
    case 'CONNECT':
      return [control({ kind: 'open', dialled: 'client' })]
    case 'FTP command':
      return [control(command(session, line.text))]
    case 'FTP response':
      return reply(session, line.text, count)
    case 'DEBUG':
      return [debug(session, line.text, count)]
    case 'OK LOGIN':
    case 'FAIL LOGIN':
      if (line.kind === 'FAIL LOGIN') session.awaitsLogin = false
      return [
        control({
          kind: 'log',
          text: shown(line),
          fact: { is: 'login', ok: line.kind.startsWith('OK') },
        }),
      ]
    default:
      return [transfer(session, line)]
  }
}

/** An anonymous login is logged with its password. */
const shown = (line: VsftpdLine): string =>
  redactText(
    printable(line.text === '' ? line.kind : `${line.kind}: ${line.text}`),
  ).replace(/(\banon password ).*/, '$1<redacted>')

const command = (session: Session, text: string): EventBody => {
  const [, verb = '', argument = ''] = /^(\S*) ?(.*)$/s.exec(text) ?? []
  session.verb = verb.toUpperCase()
  if (session.verb === 'PASS') session.awaitsLogin = true
  return {
    kind: 'command',
    verb: printable(verb),
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
  if (session.pending.length < maxPending) session.pending.push(text)
  const first = /^(\d{3})(-?)/.exec(session.pending[0] ?? '')
  if (first === null) {
    session.pending = []
    return [control({ kind: 'log', text: redactText(printable(text)) })]
  }
  const [, digits = '', dash] = first
  if (dash === '-' && !text.startsWith(`${digits} `)) return []
  const lines = session.pending.map(l =>
    l.startsWith(digits) ? l.slice(4) : l,
  )
  session.pending = []
  const code = Number(digits)
  const said = control({
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
  noteAddress(session, session.verb, code, text)
  if (code === 230) session.awaitsLogin = false
  // vsftpd sends 150 once it has accepted or made the data connection
  if (code !== 150) return []
  return [opened(session, count, true)]
}

const opened = (session: Session, count: Count, awaits: boolean): Placed => {
  session.awaitsHandshake = awaits
  return openData(session, count)
}

const debug = (session: Session, text: string, count: Count): Placed => {
  const fact = vsftpdDebugFact(text)
  const body: EventBody = {
    kind: 'log',
    text: redactText(printable(text)),
    ...(fact === undefined ? {} : { fact }),
  }
  if (fact?.is === 'handshake' || fact?.is === 'handshake-failed') {
    if (!session.secured) {
      session.secured = fact.is === 'handshake'
      return control(body)
    }
    // without log_ftp_protocol there is no 150 that announced it
    if (!session.awaitsHandshake) opened(session, count, false)
    session.awaitsHandshake = false
  }
  const ofControl = /^Control connection /.test(text)
  return { data: ofControl ? 0 : session.data, body }
}

const transfer = (session: Session, line: VsftpdLine): Placed => {
  const found = /^(OK|FAIL) (UPLOAD|DOWNLOAD)$/.exec(line.kind)
  const body: EventBody = {
    kind: 'log',
    text: shown(line),
    ...(found === null
      ? {}
      : {
          fact: {
            is: 'transfer',
            direction: found[2] === 'UPLOAD' ? 'upload' : 'download',
            ok: found[1] === 'OK',
          },
        }),
  }
  return { data: found === null ? 0 : session.data, body }
}
