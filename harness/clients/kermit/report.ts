/**
 * What became of each step: from the dialogue behind its mark in Kermit's
 * log, and from the bytes on disk.
 */
import type {
  ClientRequest,
  Event,
  Phase,
  StepOutcome,
  TransferOutcome,
} from '../../model.js'
import type { TimedLine } from '../../logs/timed-line.js'
import {
  dialogueOf,
  isPositive,
  transferVerb,
  type Spoken,
} from '../child/dialogue.js'
import { received } from '../child/files.js'
import { labelOf } from '../engine/steps.js'
import { stepMark, type KermitStep } from './script.js'

/** The time at which the script came to each step; absent = it did not. */
export const stepTimes = (
  lines: readonly TimedLine[],
): ReadonlyMap<string, number> => {
  const times = new Map<string, number>()
  for (const { at, text } of lines)
    if (text.startsWith(`${stepMark} `))
      times.set(text.slice(stepMark.length + 1).trim(), at)
  return times
}

const transferOutcome = async (
  request: ClientRequest,
  { step, local, remote }: KermitStep,
  reportedOk: boolean,
): Promise<TransferOutcome | undefined> => {
  const base = { name: remote, reportedOk, arrived: null, intact: null }
  switch (step.do) {
    case 'list':
      return { ...base, direction: 'listing', expected: null }
    case 'put': {
      const expected = request.contents.bytes(step.size).length
      return { ...base, direction: 'upload', expected }
    }
    case 'get': {
      // a restarted download leaves the whole file
      const expected = request.contents.bytes(step.size).length
      const got = await received(local)
      const intact = got?.sha256 === request.contents.sha256(step.size)
      const arrived = got?.bytes ?? 0
      return { ...base, direction: 'download', expected, arrived, intact }
    }
    default:
      return undefined
  }
}

const dataFault = (
  events: readonly Event[],
  ordinal: number,
): { readonly phase: Phase; readonly why: string } | null => {
  for (const { role, ordinal: own, body } of events) {
    if (role !== 'data' || own !== ordinal) continue
    if (body.kind === 'tls-failed') return { phase: 'data-tls', why: body.text }
    if (body.kind === 'open-failed')
      return { phase: 'data-tcp', why: body.text }
  }
  return null
}

const refusal = (
  spoken: Spoken | undefined,
): { readonly phase: Phase; readonly why: string } => {
  const { code, text = '', verb } = spoken ?? {}
  if (code === undefined) return { phase: 'reply', why: 'no final reply' }
  const agreeing =
    verb === 'PASV' ? 'passive' : verb === 'PORT' ? 'active' : null
  return {
    phase: agreeing ?? (code === 522 ? 'data-tls' : 'reply'),
    why: `${code} ${text}`,
  }
}

const accepts = ({ step }: KermitStep, code: number | undefined): boolean =>
  step.do === 'command'
    ? code !== undefined && step.accept.includes(code)
    : step.do === 'wait' || isPositive(code)

/** Of what was said in a step, the exchange that decides it. */
const decisive = (
  { step }: KermitStep,
  said: readonly Spoken[],
): Spoken | undefined =>
  step.do === 'list' || step.do === 'get' || step.do === 'put'
    ? (said.find(s => transferVerb.test(s.verb ?? '')) ?? said.at(-1))
    : said.at(-1)

const notTheSame = 'what arrived is not what the server stores'

const stepOutcome = async (
  request: ClientRequest,
  kermitStep: KermitStep,
  events: readonly Event[],
  said: readonly Spoken[],
  at: number,
): Promise<StepOutcome> => {
  const { step } = kermitStep
  const main = decisive(kermitStep, said)
  const positive = isPositive(main?.code)
  const transfer = await transferOutcome(request, kermitStep, positive)
  const moved = transferVerb.test(main?.verb ?? '')
  const data = moved && main !== undefined && main.data > 0 ? main.data : null
  const bad = !accepts(kermitStep, main?.code) || (transfer && !moved)
  const spoilt = { phase: 'transfer' as const, why: notTheSame }
  const problem =
    (data === null ? null : dataFault(events, data)) ??
    (bad ? refusal(main) : transfer?.intact === false ? spoilt : null)
  return {
    step: step.do,
    label: labelOf(step),
    ok: problem === null,
    at,
    ms: (main?.answeredAt ?? at) - at,
    ...(main?.code === undefined ? {} : { code: main.code }),
    ...(problem ?? {}),
    ...(data === null ? {} : { data }),
    ...(transfer === undefined ? {} : { transfer }),
  }
}

export const kermitSteps = async (
  request: ClientRequest,
  steps: readonly KermitStep[],
  events: readonly Event[],
  times: ReadonlyMap<string, number>,
): Promise<StepOutcome[]> => {
  const spoken = dialogueOf(events).filter(s => s.verb !== 'QUIT')
  const outcomes: StepOutcome[] = []
  for (const [index, kermitStep] of steps.entries()) {
    const from = times.get(String(index))
    if (from === undefined) {
      const { step } = kermitStep
      const base = { step: step.do, label: labelOf(step) }
      outcomes.push({ ...base, ok: false, at: 0, ms: 0, why: 'not reached' })
      continue
    }
    const to = times.get(String(index + 1)) ?? times.get('quit') ?? Infinity
    const said = spoken.filter(s => s.at >= from && s.at < to)
    outcomes.push(await stepOutcome(request, kermitStep, events, said, from))
  }
  return outcomes
}
