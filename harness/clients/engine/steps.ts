/** The steps of a conversation, once the client is logged in. */
import { createHash } from 'node:crypto'
import type { Step, TransferOutcome } from '../../model.js'
import type { Context } from './context.js'
import type { Control } from './control.js'
import { openData, secureData } from './data.js'
import { Halt } from './halt.js'
import * as opening from './opening.js'
import { restart, transfer, type Job } from './transfer.js'

export interface StepReport {
  readonly code?: number
  readonly data?: number
  readonly transfer?: TransferOutcome
  readonly problem?: Halt | null
}

export interface Session {
  readonly context: Context
  readonly control: Control
  /** the reply that a server gave inside TLS to what was sent before TLS */
  readonly injected: { readonly code: number; readonly text: string } | null
  uploads: number
}

type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>

const positive = (code: number): boolean => code >= 200 && code < 300

export const labelOf = (step: Step): string => {
  switch (step.do) {
    case 'list':
      return step.verb ?? 'LIST'
    case 'get':
      return `get ${step.size}${step.restartAt ? ` from ${step.restartAt}` : ''}`
    case 'put':
      return `${step.verb === 'APPE' ? 'append' : 'put'} ${step.size}`
    case 'abort':
      return `abort ${step.size}`
    case 'pbsz':
      return `PBSZ ${step.size ?? 0}`
    case 'prot':
      return `PROT ${step.level}`
    case 'wait':
      return `wait ${step.ms} ms`
    case 'command':
      return step.line
    case 'inject':
      return `inject ${step.line}`
    default:
      return step.do.toUpperCase()
  }
}

const typeLines = (
  { control, context }: Session,
  type: 'A' | 'I',
): string[] => {
  const { repeatsType } = context.habits
  const repeats =
    repeatsType === 'always' ||
    (repeatsType === 'once' && control.typeTimes < 2)
  return control.type === type && !repeats ? [] : [`TYPE ${type}`]
}

const binary = async (session: Session): Promise<void> =>
  await opening.remarks(session.control, typeLines(session, 'I'))

const run = async (session: Session, job: Job): Promise<StepReport> => {
  const { problem, ...rest } = await transfer(
    session.context,
    session.control,
    job,
  )
  return { ...rest, problem }
}

const list = async (
  session: Session,
  step: StepOf<'list'>,
): Promise<StepReport> => {
  const { listType, beforeFirstListing = [] } = session.context.habits
  const { listed } = session.control
  if (!listed && (step.verb ?? 'LIST') === 'LIST') {
    session.control.listed = true
    await opening.remarks(session.control, beforeFirstListing)
  }
  return await run(session, {
    before: listType === undefined ? [] : typeLines(session, listType),
    verb: step.verb ?? 'LIST',
    argument: '',
    direction: 'listing',
    bytes: null,
    sha256: null,
  })
}

const get = async (
  session: Session,
  { size, restartAt = 0 }: StepOf<'get'>,
): Promise<StepReport> => {
  const { control, context } = session
  const { contents } = context.request
  const { restBehindMode = false, repeatsType } = context.habits
  if (restartAt > 0 && !restBehindMode) {
    await binary(session)
    await restart(control, restartAt)
  }
  const bytes = contents.bytes(size).subarray(restartAt)
  const asksSize = context.habits.asksSize === true
  return await run(session, {
    ...(restartAt > 0 && restBehindMode ? { restartAt } : {}),
    before: [
      ...typeLines(session, 'I'),
      ...(asksSize ? [`SIZE ${contents.fileName(size)}`] : []),
      ...(asksSize && repeatsType === 'once' && control.type === 'A'
        ? ['TYPE I']
        : []),
    ],
    verb: 'RETR',
    argument: contents.fileName(size),
    direction: 'download',
    bytes,
    sha256:
      restartAt > 0
        ? createHash('sha256').update(bytes).digest('hex')
        : contents.sha256(size),
  })
}

const put = async (
  session: Session,
  { size, verb }: StepOf<'put'>,
): Promise<StepReport> => {
  const { context } = session
  const { contents, token, uploadDirectory } = context.request
  session.uploads += 1
  const folder = uploadDirectory.replace(/([^/])$/, '$1/')
  return await run(session, {
    before: [...typeLines(session, 'I'), ...context.habits.beforeUpload],
    verb: verb ?? 'STOR',
    argument: `${folder}${token}-${session.uploads}.bin`,
    direction: 'upload',
    bytes: contents.bytes(size),
    sha256: contents.sha256(size),
  })
}

/** ABOR behind the first bytes; 426 and 226, or only one of them, follow. */
const abort = async (
  session: Session,
  { size }: StepOf<'abort'>,
): Promise<StepReport> => {
  const { context, control } = session
  await binary(session)
  const channel = await openData(context, control)
  try {
    control.send('RETR', context.request.contents.fileName(size))
    const link = await context.patience.wait('data connection', channel.link)
    const started = await control.reply('RETR')
    if (started.code >= 300)
      throw new Halt({
        phase: 'transfer',
        code: started.code,
        why: `RETR refused: ${started.code} ${started.text}`,
      })
    await secureData(context, control, link, { direction: 'download' })
    await context.patience.within(
      context.habits.dataSilenceMs ?? context.request.deadlines.stepMs,
      'first bytes of the data',
      new Promise<void>(resolve => {
        link.stream.once('data', () => resolve())
        link.stream.once('close', () => resolve())
      }),
    )
    control.send('ABOR')
  } finally {
    channel.destroy()
  }
  const first = await control.reply('ABOR')
  const second = await control.surplus(150)
  const code = second?.code ?? first.code
  return { code, data: channel.ordinal }
}

const ccc = async ({ context, control }: Session): Promise<StepReport> => {
  const { code, text } = await control.ask('CCC')
  if (!positive(code))
    throw new Halt({
      phase: 'protect',
      code,
      why: `CCC refused: ${code} ${text}`,
    })
  control.detach()
  await control.link.endTlsOnly(context.habits.cccCloseNotify)
  control.attach()
  return { code }
}

/** RFC 4217 11: REIN clears TLS as well; many servers only log out. */
const rein = async (session: Session): Promise<StepReport> => {
  const { context, control } = session
  const { code, text } = await control.ask('REIN')
  if (!positive(code))
    throw new Halt({
      phase: 'login',
      code,
      why: `REIN refused: ${code} ${text}`,
    })
  control.level = 'C'
  control.type = null
  if (await control.tlsEnded(100)) {
    control.detach()
    control.link.backToClear()
    control.attach()
    if (context.habits.mode === 'explicit') {
      await opening.authenticate(context, control, '')
      await opening.secureControl(context, control)
    }
  }
  await opening.login(context, control)
  if (context.habits.protect !== 'never')
    await opening.protect(context, control)
  return { code }
}

const command = async (
  { control }: Session,
  { line, accept }: StepOf<'command'>,
): Promise<StepReport> => {
  const [verb = '', ...words] = line.split(' ')
  const { code, text } = await control.ask(verb, words.join(' '))
  if (accept.includes(code)) return { code }
  throw new Halt({ phase: 'reply', code, why: `${code} ${text}` })
}

const inject = ({ injected }: Session): StepReport => {
  if (injected === null) return {}
  const { code, text } = injected
  throw new Halt({
    phase: 'auth',
    code,
    why: `sent in clear behind AUTH and answered inside TLS: ${code} ${text}`,
  })
}

const plain = async (
  control: Control,
  verb: string,
  argument: string,
): Promise<StepReport> => {
  const { code, text } = await control.ask(verb, argument)
  if (positive(code)) return { code }
  throw new Halt({ phase: 'protect', code, why: `${code} ${text}` })
}

export const runStep = async (
  session: Session,
  step: Step,
): Promise<StepReport> => {
  const { control, context } = session
  switch (step.do) {
    case 'list':
      return await list(session, step)
    case 'get':
      return await get(session, step)
    case 'put':
      return await put(session, step)
    case 'abort':
      return await abort(session, step)
    case 'pbsz':
      return await plain(control, 'PBSZ', String(step.size ?? 0))
    case 'prot':
      if (context.habits.pbszWithP === true && step.level === 'P')
        await control.ask('PBSZ', '0')
      return { code: await opening.setLevel(control, step.level) }
    case 'ccc':
      return await ccc(session)
    case 'rein':
      return await rein(session)
    case 'wait':
      await context.patience.sleep(step.ms)
      return {}
    case 'command':
      return await command(session, step)
    case 'inject':
      return inject(session)
  }
}
