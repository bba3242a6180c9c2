/**
 * What one line means inside its session: which connection it speaks of, and
 * the events that it amounts to.
 */
import type { EventBody } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { vsftpdDebugFact, type VsftpdLine } from './vsftpd-lines.js'

export interface Session {
  readonly ordinal: number
  readonly client: string
  /** the control connection speaks TLS now */
  secured: boolean
  /** PASS was sent and no process after login has been seen */
  awaitsLogin: boolean
  readonly pids: Set<number>
  /** verb of the last command */
  verb: string
  /** data port named by the last 227 or 229 */
  port: number | undefined
  mode: 'passive' | 'active' | undefined
  /** ordinal of the current data connection; 0 = none yet */
  data: number
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

/** `data` is the ordinal of a data connection, 0 for the control connection. */
export interface Placed {
  readonly data: number
  readonly body: EventBody
}

const control = (body: EventBody): Placed => ({ data: 0, body })

/** The ordinal of the next data connection. */
type Count = () => number

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
  if (code === 227) {
    const pair = /(\d{1,3}),(\d{1,3})\)/.exec(text)
    session.port = pair ? Number(pair[1]) * 256 + Number(pair[2]) : undefined
    session.mode = 'passive'
  } else if (code === 229) {
    const port = /\|(\d{1,5})\|\)/.exec(text)?.[1]
    session.port = port === undefined ? undefined : Number(port)
    session.mode = 'passive'
  } else if (code === 200 && /^(?:PORT|EPRT)$/.test(session.verb)) {
    session.port = undefined
    session.mode = 'active'
  } else if (code === 230) session.awaitsLogin = false
  // vsftpd sends 150 once it has accepted or made the data connection
  if (code !== 150) return []
  return [openData(session, count, true)]
}

const openData = (session: Session, count: Count, awaits: boolean): Placed => {
  session.data = count()
  session.awaitsHandshake = awaits
  const { mode, port } = session
  session.port = undefined
  return {
    data: session.data,
    body: {
      kind: 'open',
      dialled: mode === 'active' ? 'server' : 'client',
      ...(mode === undefined ? {} : { mode }),
      ...(port === undefined ? {} : { serverPort: port }),
      control: session.ordinal,
    },
  }
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
    if (!session.awaitsHandshake) openData(session, count, false)
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
