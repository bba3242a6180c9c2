/**
 * CSSMTP's log and its error report, written from what happened. The words
 * that IBM's documents have are theirs: protocol states, SIOCTTLSCTL with its
 * errnojr, EZD1287I, "Undeliverable mail". No recorded log was at hand: the
 * shape of the lines around them is ours.
 */
import type { Event, StepOutcome } from '../../model.js'
import type { Settings } from './settings.js'
import { undeliverable } from './report.js'
import { mailOf, type Talk } from './talk.js'

/** LogLevel is a sum of these. */
const bits = {
  error: 1,
  warning: 2,
  event: 4,
  info: 8,
  jes: 16,
  network: 32,
  debug: 64,
} as const
type Bit = keyof typeof bits

export interface LogContext {
  readonly settings: Settings
  readonly talk: Talk
  readonly host: string
  readonly port: number
}

interface Line {
  readonly bit: Bit
  readonly text: string
}

const replyLines = (code: number, text: string): Line[] => {
  const all = text.split('\n')
  return all.map((line, i) => ({
    bit: 'network',
    text: `S: ${code}${i < all.length - 1 ? '-' : ' '}${line}`,
  }))
}

/** AT-TLS tells its failures on the console and in syslogd. */
const ttlsError = (rc: string, { host, port }: LogContext): Line => ({
  bit: 'error',
  text: `EZD1287I TTLS Error RC: ${rc} Initial Handshake JOBNAME: CSSMTP REMOTE: ${host}..${port}`,
})

/** 5003: clear text where TLS was due. */
const ttlsCode = (events: readonly Event[], code: string): string =>
  events.some(e => e.body.kind === 'clear-bytes' && e.body.sender === 'server')
    ? '5003'
    : code

const onEvent = (
  { body }: Event,
  events: readonly Event[],
  context: LogContext,
): Line[] => {
  switch (body.kind) {
    case 'command':
      return [
        { bit: 'network', text: `C: ${body.verb} ${body.argument}`.trim() },
      ]
    case 'reply':
      return replyLines(body.code, body.text)
    case 'tls-failed':
      return [ttlsError(ttlsCode(events, body.code ?? '410'), context)]
    case 'open-failed':
      return [{ bit: 'error', text: `connect failed: ${body.text}` }]
    case 'timeout':
      return [{ bit: 'error', text: `timeout: no ${body.waitingFor}` }]
    default:
      return []
  }
}

/** Told at LogLevel 127, as everything until initialisation is complete. */
const configuration = ({
  settings,
  talk,
  host,
  port,
}: LogContext): string[] => [
  `TargetServer { TargetIp ${settings.targets.join(' ').replace('own', host)} ConnectPort ${port} Secure ${settings.secure ? 'Yes' : 'No'} }`,
  `AuthEntity ${settings.authEntity ? 'configured' : 'not configured'}`,
  ...(mailOf(talk)?.tls === true ? ['SYSOUT spool file: STARTTLS'] : []),
]

/** JES gave the file; its parser found this. */
const fromSpool = ({ spool }: Talk): Line[] => [
  ...spool.mails.map(({ from, to, tls }): Line => ({
    bit: 'jes',
    text: `spool file: MAIL FROM:<${from}> RCPT TO:<${to.join('>, <')}>${tls ? ' STARTTLS' : ''}`,
  })),
  ...spool.errors.map((error): Line => ({
    bit: 'error',
    text: `spool file: syntax error, ${error}`,
  })),
]

/** Target servers before the one that the mail went to, or did not. */
const notTaken = ({ talk, port }: LogContext): Line[] =>
  talk.tried.slice(0, -1).map(ip => ({
    bit: 'warning',
    text: `target server ${ip} port ${port}: not connected, the next is tried`,
  }))

const isEhlo = ({ body }: Event): boolean =>
  body.kind === 'command' && body.verb === 'EHLO'

export const cssmtpLog = (
  events: readonly Event[],
  steps: readonly StepOutcome[],
  context: LogContext,
): string => {
  const { settings, talk } = context
  const lines: Line[] = [...fromSpool(talk), ...notTaken(context)]
  let ehlo = false
  for (const event of events) {
    lines.push(...onEvent(event, events, context))
    ehlo ||= isEhlo(event)
    if (!ehlo || event.body.kind !== 'reply' || talk.state === null) continue
    if (!lines.some(l => l.bit === 'debug'))
      lines.push({ bit: 'debug', text: `protocol state ${talk.state}` })
  }
  if (talk.ioctlFailed)
    lines.push({
      bit: 'error',
      text: 'SIOCTTLSCTL ioctl failed, errno 1112 errnojr 77B77317',
    })
  const told = lines
    .filter(l => (settings.logLevel & bits[l.bit]) !== 0)
    .map(l => l.text)
  const report = undeliverable(steps, {
    tried: talk.tried,
    port: context.port,
    mail: mailOf(talk),
    syntax: talk.spool.errors,
  })
  return `${[...configuration(context), ...told, ...report].join('\n')}\n`
}
