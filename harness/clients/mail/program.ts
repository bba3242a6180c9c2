/**
 * A real mail client from its parts: how to find it, what to run, how to read
 * what it prints. Private files, deadline, secrets, steps and claims are the
 * same for all. Knows no program.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { defineClient } from '../../define.js'
import type { MailLogReader } from '../../logs/smtp-clients.js'
import type {
  Availability,
  ClientProfile,
  ClientRequest,
  ClientResult,
  Conversation,
  Option,
  OptionValues,
} from '../../model.js'
import { printable, redactText } from '../../redact.js'
import { effectiveValue } from '../../versions.js'
import { privateFile, textOf, withoutSecret } from '../child/files.js'
import { runChild } from '../child/run-child.js'
import { messageOf, type Message } from './message.js'
import type { MailMode } from './options.js'
import { mailSteps } from './steps.js'

export interface MailWork {
  readonly request: ClientRequest
  readonly directory: string
  readonly mode: MailMode
  readonly message: Message
  /** header and body in a file, not dot-stuffed */
  readonly messageFile: string
  readonly roots: string
  readonly keylog: string
  readonly mark: string
  /** log in with the request's user and password */
  readonly authenticate: boolean
  value(name: string): string
  file(name: string, content: string): Promise<string>
}

export interface MailProgram {
  readonly id: string
  readonly product: string
  readonly title: string
  readonly testedVersion: string
  readonly options: Readonly<Record<string, Option>>
  readonly matrix?: readonly OptionValues[]
  /** without a word of the conversation */
  mode(value: (name: string) => string): MailMode
  readonly modes: readonly MailMode[]
  readonly choosesAddress: boolean
  available(): Promise<Availability>
  invocation(work: MailWork): Promise<{
    readonly program: string
    readonly args: readonly string[]
    readonly stdin?: string
  }>
  readonly read: MailLogReader
  configurationLine(option: string, value: string): string
}

const prepare = async (
  program: MailProgram,
  request: ClientRequest,
): Promise<MailWork> => {
  const { conversation, token } = request
  const directory = join(await request.directory(), `${program.id}-${token}`)
  await mkdir(directory, { mode: 0o700 })
  const value = (name: string): string =>
    effectiveValue(program.options, request.options, name, request.version)
  const message = messageOf(token)
  const file = (name: string, content: string): Promise<string> =>
    privateFile(directory, name, content)
  return {
    request,
    directory,
    mode: conversation.mode ?? program.mode(value),
    message,
    messageFile: await file('message.eml', message.text),
    roots: await file('roots.pem', await request.certificates.rootPem()),
    keylog: join(directory, 'keylog.txt'),
    mark: `@${token}`,
    authenticate: conversation.mail?.authenticate === true,
    value,
    file,
  }
}

const run = async (
  program: MailProgram,
  request: ClientRequest,
): Promise<ClientResult> => {
  const work = await prepare(program, request)
  const own = await program.invocation(work)
  const { clock, deadlines, signal, password } = request
  const child = await runChild({
    ...own,
    directory: work.directory,
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: work.directory,
      LC_ALL: 'C',
      TERM: 'dumb',
      SSLKEYLOGFILE: work.keylog,
    },
    oneOutput: true,
    // before the cell's own deadline, so that there is something to report
    deadlineMs: Math.max(1000, deadlines.cellMs - 1000),
    clock,
    signal,
  })
  // lines of one chunk arrive at one time: their order is kept
  const lines = child.lines.map(({ at, text }, i) => ({
    at: at + i / 1e6,
    text: withoutSecret(text, password),
  }))
  const { mode, mark } = work
  const read = program.read(lines, { mark, implicit: mode === 'implicit' })
  const ok = child.exitCode === 0
  const last = lines.findLast(l => l.text.trim() !== '')?.text ?? ''
  const text = ok ? '' : printable(redactText(last.replaceAll(mark, '').trim()))
  const told = { from: 'client-log', role: 'control', ordinal: 1 } as const
  const ending =
    child.ended === 'deadline'
      ? ({
          kind: 'timeout',
          waitingFor: `the end of ${program.id}`,
          ms: child.ms,
        } as const)
      : ({
          kind: 'log',
          text: `${program.id} exit ${child.exitCode ?? 'none'}`,
          fact: {
            is: 'exit',
            code: child.exitCode ?? -1,
            claims: ok ? 'success' : 'failure',
          },
        } as const)
  const events = [...read, { ...told, at: clock.now(), body: ending }]
  const keylog = await textOf(work.keylog)
  const here = await program.available()
  return {
    events,
    steps: mailSteps(events, work.message, mode, {
      ok,
      text: text === '' ? 'not reached' : text,
    }),
    claims: ok ? 'success' : 'failure',
    log: printable(redactText(lines.map(l => `${l.text}\n`).join(''))),
    version: here.ok ? here.version : request.version,
    ...(keylog === undefined || keylog === '' ? {} : { keylog }),
  }
}

const supports = (
  { modes, id }: MailProgram,
  { mail, mode, steps = [], alpn, serverName }: Conversation,
): true | string => {
  if (mail === undefined) return 'it delivers mail'
  if (mode !== undefined && !modes.includes(mode)) return `${id} has no ${mode}`
  if (steps.length > 0) return 'it delivers mail and nothing else'
  if (alpn !== undefined || serverName !== undefined)
    return 'the driver sets neither ALPN nor server name'
  return true
}

export const mailClient = (program: MailProgram): ClientProfile =>
  defineClient({
    id: program.id,
    protocol: 'smtp',
    product: program.product,
    title: program.title,
    kind: 'real',
    versions: [program.testedVersion],
    defaultVersion: program.testedVersion,
    options: program.options,
    ...(program.matrix === undefined ? {} : { matrix: program.matrix }),
    evidence: 'verified',
    inDefaultMatrix: false,
    choosesAddress: program.choosesAddress,
    available: () => program.available(),
    supports: conversation => supports(program, conversation),
    run: request => run(program, request),
    configurationLine: (option, value) =>
      program.configurationLine(option, value),
  })
