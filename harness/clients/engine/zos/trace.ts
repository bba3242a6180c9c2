/**
 * The client's messages and DEBUG SEC trace, written from what happened, in
 * the format of z/OS: EZA messages, FC/SC/FU/CZ lines with the line numbers
 * of the release. Texts that IBM documents or customers posted; nothing that
 * a reader could take for a fact is made up.
 */
import type { Event, EventBody, StepOutcome } from '../../../model.js'
import type { Read } from '../profile.js'
import type { Trace } from '../run.js'
import { traceLines, type TraceLines } from './releases.js'
import { suitesNamed } from './suites.js'
import { usesAtTls } from './traits.js'

export interface TraceContext {
  readonly read: Read
  readonly version: string
  readonly host: string
  readonly port: number
  readonly user: string
}

/** SETCEC: 17 FTP_AUTHENTICATION, 8 connect failed, … */
const securityFailure = 17
const cecOf: Partial<Record<StepOutcome['step'], number>> = {
  connect: 8,
  auth: securityFailure,
  'control-tls': securityFailure,
  protect: securityFailure,
  login: 11,
}

const clientBanner = ({ version, host, port }: TraceContext): string[] => [
  `EZA1450I IBM FTP CS ${version}`,
  `EZY2640I Using 'SYS1.TCPPARMS(FTPDATA)' for local site configuration parameters.`,
  'EZA1466I FTP: using TCPIP',
  `EZA1554I Connecting to: ${host} port: ${port}.`,
]

const initial = (value: string): string => value.slice(0, 1)

const securityValues = (
  { read }: TraceContext,
  lines: TraceLines,
): string[] => {
  const mechanism = read('SECURE_MECHANISM')
  if (mechanism === '') return []
  const atTls = usesAtTls(read)
  const values = [
    `mech=${mechanism}`,
    `tlsmech=${read('TLSMECHANISM')}`,
    `sFTP=${initial(read('SECURE_FTP'))}`,
    `sCC=${initial(read('SECURE_CTRLCONN'))}`,
    `sDC=${initial(read('SECURE_DATACONN'))}`,
  ]
  if (atTls)
    return [`${lines.values} ftpAuth: security values: ${values.join(', ')}`]
  const specs = suitesNamed(read('CIPHERSUITE'))
    .map(s => s.number.toString(16).toUpperCase().padStart(2, '0'))
    .join('')
  const ring = read('KEYRING')
  return [
    `${lines.values} ftpAuth: security values: ${values.join(', ')}`,
    `${lines.ciphers} ftpAuth: ........ cipherspecs = ${specs}`,
    ring === ''
      ? `${lines.noKeyring} ftpAuth: no keyring`
      : `${lines.noKeyring} ftpAuth: keyring = ${ring}`,
  ]
}

const command = (
  { verb, argument }: Extract<EventBody, { kind: 'command' }>,
  { host, user }: TraceContext,
): string[] => {
  if (verb === 'PASS')
    return ['EZA1789I PASSWORD:', 'EZA1701I >>> PASS ********']
  const line = `EZA1701I >>> ${`${verb} ${argument}`.trim()}`
  const sent = verb === 'AUTH' ? ['SC0261 sendCmd: entered', line] : [line]
  return verb === 'USER' ? [`EZA1459I NAME (${host}:${user}):`, ...sent] : sent
}

const reply = ({
  code,
  text,
}: Extract<EventBody, { kind: 'reply' }>): string[] => {
  const all = text.split('\n')
  return all.map((line, i) =>
    i === all.length - 1
      ? `${code} ${line}`
      : i === 0
        ? `${code}-${line}`
        : line,
  )
}

/** One pair per flight of the server: tells how far the handshake got. */
const flights = (events: readonly Event[], from: number): string[] => {
  const pair = ['FU0474 secureWrite: entered', 'FU0387 secureRead: entered']
  const rest = events.slice(from + 1)
  const end = rest.findIndex(
    e => e.body.kind === 'tls-failed' || e.body.kind === 'established',
  )
  const finished = rest
    .slice(0, end < 0 ? rest.length : end)
    .some(
      e =>
        e.body.kind === 'tls' &&
        e.body.sender === 'client' &&
        e.body.fact.is === 'change-cipher-spec',
    )
  return finished ? [...pair, ...pair] : pair
}

/** Before the messages of one control handshake. */
const handshake = (
  events: readonly Event[],
  at: number,
  lines: TraceLines,
): string[] => [
  `${lines.open} authServer: secure_socket_open()`,
  `${lines.init} authServer: secure_socket_init()`,
  ...flights(events, at),
]

const authenticationFailed = (
  lines: TraceLines,
  { read }: TraceContext,
): string[] => [
  'EZA2897I Authentication negotiation failed',
  `${lines.endEnvironment} endSecureEnv: entered`,
  `${lines.setCec} SETCEC code = ${securityFailure}`,
  ...(read('SECURE_FTP') === 'REQUIRED'
    ? ['EZA2898I Unable to successfully negotiate required authentication']
    : []),
]

const onControl = (
  events: readonly Event[],
  i: number,
  lines: TraceLines,
  context: TraceContext,
): string[] => {
  const body = events[i]?.body
  switch (body?.kind) {
    case 'command':
      return command(body, context)
    case 'reply':
      return reply(body)
    case 'tls':
      return body.fact.is === 'client-hello' && body.sender === 'client'
        ? retried(events, i)
          ? []
          : handshake(events, i, lines)
        : []
    case 'established':
      return ['EZA2895I Authentication negotiation succeeded']
    case 'tls-failed':
      return [
        `${lines.failed} authServer: secure_socket_init failed with rc = ${body.code ?? '410'} (${body.text})`,
        `${lines.endConnection} endSecureConn: entered`,
        ...authenticationFailed(lines, context),
      ]
    case 'timeout':
      return ['EZA2589E Connection to server interrupted or timed out.']
    default:
      return []
  }
}

/** A second ClientHello answers a HelloRetryRequest. */
const retried = (events: readonly Event[], at: number): boolean =>
  events
    .slice(0, at)
    .some(
      e =>
        e.role === 'control' &&
        e.body.kind === 'tls' &&
        e.body.fact.is === 'hello-retry-request',
    )

const onData = (body: EventBody): string[] => {
  switch (body.kind) {
    case 'tls-failed':
      return ['TLS security mechanism negotiation failed']
    case 'payload':
      return [`EZA1617I ${body.bytes} bytes transferred`]
    case 'open-failed':
    case 'timeout':
      return ['EZA2589E Connection to server interrupted or timed out.']
    default:
      return []
  }
}

const subcommands: Partial<Record<StepOutcome['step'], string>> = {
  get: '16',
  list: '20',
  put: '34',
}

/** Without a word to the server: no key ring. */
const failedAlone = (steps: readonly StepOutcome[]): boolean =>
  steps.some(s => s.step === 'auth' && !s.ok && s.code === undefined)

const conclusion = (
  steps: readonly StepOutcome[],
  lines: TraceLines,
  context: TraceContext,
): string[] => {
  const failed = steps.find(s => !s.ok && s.step !== 'quit')
  if (failed === undefined) return []
  const refused = failed.step === 'auth' && failed.code !== undefined
  const cec = cecOf[failed.step] ?? (failed.code === undefined ? 10 : 2)
  const subcommand = subcommands[failed.step] ?? '27'
  const last = String(failed.code ?? 0).padStart(3, '0')
  return [
    ...(refused && context.read('SECURE_FTP') === 'REQUIRED'
      ? [
          `${lines.setCec} SETCEC code = ${securityFailure}`,
          'EZA2898I Unable to successfully negotiate required authentication',
        ]
      : []),
    `EZA1735I Std Return Code = ${subcommand}${last}, Error Code = ${String(cec).padStart(5, '0')}`,
    'EZA1460I Command:',
  ]
}

export const zosTrace =
  (context: TraceContext): Trace =>
  (events, steps) => {
    const lines = traceLines(context.version)
    const told: string[] = clientBanner(context)
    let greeted = false
    events.forEach((event, i) => {
      told.push(
        ...(event.role === 'data'
          ? onData(event.body)
          : onControl(events, i, lines, context)),
      )
      if (greeted || event.body.kind !== 'reply') return
      greeted = true
      told.push(...securityValues(context, lines))
      if (failedAlone(steps)) told.push(...authenticationFailed(lines, context))
    })
    told.push(...conclusion(steps, lines, context))
    return `${told.join('\n')}\n`
  }
