/**
 * Steps of a client that prints a mark before (and, if it can, after) each:
 * their files, and what became of them, from the dialogue between two marks,
 * from what the program said, and from the bytes on disk.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type {
  ClientRequest,
  Event,
  Phase,
  Step,
  StepOutcome,
  TransferOutcome,
} from '../../model.js'
import type { StepMarks, ToldStep } from '../../logs/marks.js'
import { labelOf } from '../engine/steps.js'
import {
  dialogueOf,
  isPositive,
  transferVerb,
  type Spoken,
} from './dialogue.js'
import { received } from './files.js'

/** A step with the file that it reads or writes here, and its name there. */
export interface ChildStep {
  readonly step: Step
  readonly local: string
  readonly remote: string
}

export const childSteps = (
  request: ClientRequest,
  directory: string,
): ChildStep[] => {
  const { contents, token, uploadDirectory, conversation } = request
  const folder = uploadDirectory.replace(/([^/])$/, '$1/')
  let uploads = 0
  return (conversation.steps ?? [{ do: 'list' as const }]).map((step, i) => {
    const local = join(directory, `${step.do}-${i}`)
    if (step.do === 'get')
      return { step, local, remote: contents.fileName(step.size) }
    if (step.do !== 'put') return { step, local, remote: '' }
    uploads += 1
    return { step, local, remote: `${folder}${token}-${uploads}.bin` }
  })
}

const empty = createHash('sha256').digest('hex')

const transferOf = async (
  request: ClientRequest,
  { step, local, remote }: ChildStep,
  reportedOk: boolean,
): Promise<TransferOutcome | undefined> => {
  const base = { name: remote, reportedOk, arrived: null, intact: null }
  if (step.do === 'list')
    return { ...base, direction: 'listing', expected: null }
  if (step.do !== 'put' && step.do !== 'get') return undefined
  const whole = request.contents.bytes(step.size)
  if (step.do === 'put')
    return { ...base, direction: 'upload', expected: whole.length }
  // a restarted download is put behind what was there already
  const expected = whole.length
  const got = (await received(local)) ?? { bytes: 0, sha256: empty }
  const intact = got.sha256 === request.contents.sha256(step.size)
  return {
    ...base,
    direction: 'download',
    expected,
    arrived: got.bytes,
    intact,
  }
}

interface Fault {
  readonly phase: Phase
  readonly why: string
}

const dataFault = (events: readonly Event[], ordinal: number): Fault | null => {
  for (const { role, ordinal: own, body } of events) {
    if (role !== 'data' || own !== ordinal) continue
    if (body.kind === 'tls-failed') return { phase: 'data-tls', why: body.text }
    if (body.kind === 'open-failed')
      return { phase: 'data-tcp', why: body.text }
  }
  return null
}

const agreeing: Readonly<Record<string, Phase>> = {
  PASV: 'passive',
  EPSV: 'passive',
  PORT: 'active',
  EPRT: 'active',
}

const refusal = ({ verb, code, text = '' }: Spoken): Fault => ({
  phase: agreeing[verb ?? ''] ?? (code === 522 ? 'data-tls' : 'reply'),
  why: `${code} ${text}`,
})

const accepts = ({ step }: ChildStep, code: number): boolean =>
  step.do === 'command' ? step.accept.includes(code) : isPositive(code)

const moves = ({ step }: ChildStep): boolean =>
  step.do === 'list' || step.do === 'get' || step.do === 'put'

const meant: Readonly<Partial<Record<Step['do'], RegExp>>> = {
  list: /^(?:LIST|NLST|MLSD)$/,
  get: /^RETR$/,
  put: /^(?:STOR|APPE)$/,
}

/** Of what was said in a step, the exchange that decides it. */
const decisive = (
  own: ChildStep,
  said: readonly Spoken[],
): Spoken | undefined => {
  if (own.step.do === 'wait') return undefined
  if (!moves(own)) return said.at(-1)
  const moved = said.filter(s => transferVerb.test(s.verb ?? ''))
  const verbs = meant[own.step.do] ?? transferVerb
  // a client that repeats a transfer is judged by the last attempt; rclone
  // lists before and behind it
  const attempts = moved.filter(s => verbs.test(s.verb ?? ''))
  return attempts.at(-1) ?? moved.at(-1) ?? said.at(-1)
}

const faultOf = (
  own: ChildStep,
  main: Spoken | undefined,
  told: ToldStep | undefined,
  transfer: TransferOutcome | undefined,
): Fault | null => {
  const { code } = main ?? {}
  const final = code !== undefined && code >= 200
  if (main !== undefined && final && !accepts(own, code)) return refusal(main)
  if (told?.ok === false)
    return {
      phase: moves(own) ? 'transfer' : 'reply',
      why: told.error || 'the program gave no reason',
    }
  if (moves(own) && told === undefined) {
    if (!transferVerb.test(main?.verb ?? ''))
      return { phase: 'reply', why: 'no transfer command was sent' }
    if (!final) return { phase: 'reply', why: 'no final reply' }
  }
  if (own.step.do === 'command' && !final && told === undefined)
    return { phase: 'reply', why: 'no final reply' }
  if (transfer?.intact === false)
    return {
      phase: 'transfer',
      why: 'what arrived is not what the server stores',
    }
  return null
}

export const markedSteps = async (
  request: ClientRequest,
  steps: readonly ChildStep[],
  events: readonly Event[],
  marks: StepMarks,
): Promise<StepOutcome[]> => {
  const spoken = dialogueOf(events).filter(s => s.verb !== 'QUIT')
  const outcomes: StepOutcome[] = []
  for (const [index, own] of steps.entries()) {
    const base = { step: own.step.do, label: labelOf(own.step) }
    const from = marks.began.get(String(index))
    if (from === undefined) {
      outcomes.push({ ...base, ok: false, at: 0, ms: 0, why: 'not reached' })
      continue
    }
    const to = marks.began.get(String(index + 1)) ?? Infinity
    const said = spoken.filter(s => s.at >= from && s.at < to)
    const main = decisive(own, said)
    const told = marks.told.get(String(index))
    // rclone logs in again during a transfer: its final reply is not told apart
    const final = main?.code !== undefined && main.code >= 200
    const reported = final ? isPositive(main.code) : told?.ok
    const transfer = await transferOf(request, own, reported ?? false)
    const moved = transferVerb.test(main?.verb ?? '')
    const data = moved && main !== undefined && main.data > 0 ? main.data : null
    const broken = data === null ? null : dataFault(events, data)
    const fault = broken ?? faultOf(own, main, told, transfer)
    const end =
      main?.answeredAt ?? marks.ended.get(String(index)) ?? main?.at ?? from
    outcomes.push({
      ...base,
      ok: fault === null,
      at: from,
      ms: end - from,
      ...(main?.code === undefined ? {} : { code: main.code }),
      ...(fault ?? {}),
      ...(data === null ? {} : { data }),
      ...(transfer === undefined ? {} : { transfer }),
    })
  }
  return outcomes
}
