/**
 * Whether a cell passed: from the replies, the bytes at both ends and the
 * proof of resumption at both ends. Never from an exit code or a 226 alone.
 */
import type {
  Conversation,
  Requirement,
  ServerObservation,
  StepOutcome,
  Transcript,
} from '../model.js'
import type { Contents } from '../model.js'

const notWhole = (arrived: number | null, expected: number | null): string =>
  `the server reported success but stored ${arrived === null ? 'nothing' : `${arrived} of ${expected ?? '?'} bytes`}`

/** A message has as many bytes behind its header as it was sent with. */
const withMessage = async (
  step: StepOutcome,
  observation: ServerObservation,
): Promise<StepOutcome> => {
  if (step.transfer === undefined) return step
  const stored = await observation.stored(step.transfer.name)
  const arrived = stored?.bytes ?? null
  const intact = arrived === step.transfer.expected
  return {
    ...step,
    transfer: { ...step.transfer, arrived, intact },
    ok: step.ok && intact,
    ...(step.ok && !intact
      ? { why: notWhole(arrived, step.transfer.expected), phase: 'mail' }
      : {}),
  }
}

/** Adds to each upload what the server end really stored. */
export const withStored = async (
  steps: readonly StepOutcome[],
  observation: ServerObservation,
  contents: Contents,
  conversation: Conversation,
): Promise<StepOutcome[]> => {
  const puts = (conversation.steps ?? []).filter(s => s.do === 'put')
  let index = 0
  const checked: StepOutcome[] = []
  for (const step of steps) {
    if (step.step === 'mail') {
      checked.push(await withMessage(step, observation))
      continue
    }
    if (step.step !== 'put' || step.transfer === undefined) {
      if (step.step === 'put') index += 1
      checked.push(step)
      continue
    }
    const put = puts[index]
    index += 1
    const stored = await observation.stored(step.transfer.name)
    const arrived = stored?.bytes ?? null
    const intact =
      put === undefined || stored === null
        ? stored === null
          ? false
          : null
        : stored.sha256 === contents.sha256(put.size)
    const transfer = { ...step.transfer, arrived, intact }
    checked.push({
      ...step,
      transfer,
      ok: step.ok && intact !== false,
      ...(step.ok && intact === false
        ? {
            why: notWhole(arrived, transfer.expected),
            phase: 'transfer' as const,
          }
        : {}),
    })
  }
  return checked
}

export interface Judgement {
  readonly pass: boolean
  readonly why?: string
}

const failed = (why: string): Judgement => ({ pass: false, why })

const refusedCleanly = (
  steps: readonly StepOutcome[],
  refused: NonNullable<Requirement['refused']>,
): Judgement => {
  const step = steps.find(
    s =>
      s.step === refused.step ||
      (refused.step === 'data' && s.data !== undefined),
  )
  const wanted = refused.codes?.join(' or ') ?? 'a refusal'
  if (step === undefined) return failed(`${refused.step} was never tried`)
  if (step.ok) return failed(`${refused.step} was accepted, ${wanted} was due`)
  if (refused.codes !== undefined)
    if (step.code === undefined || !refused.codes.includes(step.code))
      return failed(
        `${refused.step} was refused with ${step.code ?? 'no reply'}, ${wanted} was due`,
      )
  return { pass: true }
}

const allResumed = (transcript: Transcript): Judgement => {
  const secured = transcript.data.filter(d => d.handshake !== null)
  if (secured.length === 0) return failed('no data connection used TLS')
  for (const data of secured) {
    const votes = Object.entries(data.handshake?.resumedBy ?? {})
    const against = votes.filter(([, resumed]) => !resumed).map(([v]) => v)
    if (votes.length === 0)
      return failed(`data connection ${data.ordinal}: no end could tell`)
    if (against.length > 0)
      return failed(
        `data connection ${data.ordinal} was a full handshake (${against.join(', ')})`,
      )
  }
  return { pass: true }
}

/** Under TLS by intent means under TLS in fact: a silent fall-back fails. */
const protectedAsMeant = (
  transcript: Transcript,
  conversation: Conversation,
): Judgement => {
  if (conversation.mode === 'clear') return { pass: true }
  for (const control of transcript.controls)
    for (const exchange of control.exchanges)
      if (exchange.verb === 'PASS' && exchange.clear)
        return failed('the password was sent without TLS')
      else if (
        exchange.verb === 'MAIL' &&
        exchange.clear &&
        conversation.mode !== undefined
      )
        return failed('the mail was sent without TLS')
  const level = conversation.level ?? 'P'
  if (level !== 'P' || conversation.protect === 'never') return { pass: true }
  const bare = transcript.data.find(
    d =>
      d.handshake === null &&
      d.protection === 'P' &&
      (d.payload.client ?? 0) + (d.payload.server ?? 0) > 0,
  )
  return bare === undefined
    ? { pass: true }
    : failed(`data connection ${bare.ordinal} was not encrypted`)
}

export const judge = (
  transcript: Transcript,
  conversation: Conversation,
  requirement: Requirement,
): Judgement => {
  const { steps } = transcript
  if (steps.length === 0) return failed('the client did nothing')
  if (requirement.refused !== undefined)
    return refusedCleanly(steps, requirement.refused)
  const broken = steps.find(s => !s.ok)
  if (broken !== undefined)
    return failed(`${broken.label}: ${broken.why ?? `reply ${broken.code}`}`)
  const meant = protectedAsMeant(transcript, conversation)
  if (!meant.pass) return meant
  if (requirement.tlsVersion !== undefined) {
    const version = transcript.controls[0]?.handshake?.version
    if (version !== requirement.tlsVersion)
      return failed(`${version ?? 'no TLS'} was negotiated`)
  }
  if (requirement.dataProtected === true)
    if (transcript.data.some(d => d.opened && d.handshake?.completed !== true))
      return failed('a data connection was not protected')
  if (requirement.dataResumed === true) return allResumed(transcript)
  return { pass: true }
}
