/**
 * What became of each step: from the dialogue in curl's log and the bytes
 * that it wrote. Its exit code is only taken for what curl tells its user.
 */
import { createHash } from 'node:crypto'
import type {
  ClientRequest,
  Event,
  Phase,
  Step,
  StepOutcome,
  TransferOutcome,
} from '../../model.js'
import { printable, redactText } from '../../redact.js'
import {
  dialogueOf,
  isPositive,
  transferVerb,
  type Spoken,
} from '../child/dialogue.js'
import { received, type Received } from '../child/files.js'
import { labelOf } from '../engine/steps.js'
import { reportMark, type CurlTransfer } from './config.js'

export interface CurlReport {
  readonly exitCode: number
  readonly message: string
}

/** One line of --write-out per transfer that curl came to. */
export const curlReports = (stdout: string): CurlReport[] =>
  stdout.split('\n').flatMap(text => {
    if (!text.startsWith(`${reportMark} `)) return []
    const [, exitCode = '0', , ...words] = text.split(' ')
    const message = printable(redactText(words.join(' ')))
    return [{ exitCode: Number(exitCode), message }]
  })

interface Seen {
  readonly transfer: CurlTransfer
  readonly report: CurlReport | undefined
  readonly spoken: Spoken | undefined
  readonly got: Received | null
  readonly dataFault: Phase | undefined
}

const expectedOf = (
  { contents }: ClientRequest,
  step: Extract<Step, { do: 'get' | 'put' }>,
): Received => {
  const whole = contents.bytes(step.size)
  const from = step.do === 'get' ? (step.restartAt ?? 0) : 0
  if (from === 0)
    return { bytes: whole.length, sha256: contents.sha256(step.size) }
  const bytes = whole.subarray(from)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes: bytes.length, sha256 }
}

const transferOutcome = (
  request: ClientRequest,
  { transfer, spoken, got }: Seen,
): TransferOutcome | undefined => {
  const { step, remote } = transfer
  if (step === null) return undefined
  const reportedOk = isPositive(spoken?.code)
  if (step.do === 'list')
    return {
      direction: 'listing',
      name: '',
      expected: null,
      arrived: got?.bytes ?? 0,
      intact: null,
      reportedOk,
    }
  const expected = expectedOf(request, step)
  if (step.do === 'put')
    return {
      direction: 'upload',
      name: remote,
      expected: expected.bytes,
      arrived: null,
      intact: null,
      reportedOk,
    }
  // curl makes no file for an empty download
  const empty = createHash('sha256').digest('hex')
  const arrived = got ?? { bytes: 0, sha256: empty }
  return {
    direction: 'download',
    name: remote,
    expected: expected.bytes,
    arrived: arrived.bytes,
    intact: arrived.sha256 === expected.sha256,
    reportedOk,
  }
}

const faultOf = (
  { report, spoken, dataFault }: Seen,
  transfer: TransferOutcome | undefined,
): { readonly why: string; readonly phase: Phase } | null => {
  const complaint = report?.message || `curl exit ${report?.exitCode}`
  if (spoken === undefined)
    return { phase: dataFault ?? 'passive', why: complaint }
  const { code, text = '' } = spoken
  const final = code !== undefined && code >= 200
  if (final && !isPositive(code))
    return {
      phase: dataFault ?? (code === 522 ? 'data-tls' : 'reply'),
      why: `${code} ${text}`,
    }
  if (transfer?.intact === false)
    return {
      phase: dataFault ?? 'transfer',
      why:
        report?.exitCode === 0
          ? 'what arrived is not what the server stores'
          : complaint,
    }
  if (!final) return { phase: dataFault ?? 'reply', why: complaint }
  if (report === undefined || report.exitCode !== 0)
    return { phase: dataFault ?? 'transfer', why: complaint }
  return null
}

const transferStep = (request: ClientRequest, seen: Seen): StepOutcome => {
  const { transfer, spoken, report } = seen
  const step = transfer.step ?? { do: 'list' as const }
  const label = labelOf(step)
  if (report === undefined && spoken === undefined)
    return { step: step.do, label, ok: false, at: 0, ms: 0, why: 'not reached' }
  const outcome = transferOutcome(request, seen)
  const fault = faultOf(seen, outcome)
  const at = spoken?.at ?? 0
  return {
    step: step.do,
    label,
    ok: fault === null,
    at,
    ms: (spoken?.answeredAt ?? at) - at,
    ...(spoken?.code === undefined ? {} : { code: spoken.code }),
    ...(fault ?? {}),
    ...(spoken === undefined || spoken.data === 0 ? {} : { data: spoken.data }),
    ...(outcome === undefined ? {} : { transfer: outcome }),
  }
}

/** In which way the data connection of this ordinal failed, if it did. */
const dataFaults = (events: readonly Event[]): Map<number, Phase> => {
  const faults = new Map<number, Phase>()
  for (const { role, ordinal, body } of events) {
    if (role !== 'data') continue
    if (body.kind === 'open-failed') faults.set(ordinal, 'data-tcp')
    if (body.kind === 'tls-failed') faults.set(ordinal, 'data-tls')
  }
  return faults
}

const saidOf = (
  spoken: readonly Spoken[],
  line: string,
  taken: Set<Spoken>,
): Spoken | undefined => {
  const found = spoken.find(
    s =>
      !taken.has(s) && [s.verb, s.argument].filter(Boolean).join(' ') === line,
  )
  if (found !== undefined) taken.add(found)
  return found
}

const refusalOf = (step: Step, code?: number, text = '') =>
  code === undefined
    ? { why: 'not reached' }
    : {
        why: `${code} ${text}`,
        phase: step.do === 'ccc' ? ('protect' as const) : ('reply' as const),
      }

const plainStep = (
  step: Step,
  spoken: Spoken | undefined,
  accept: (code: number) => boolean,
): StepOutcome => {
  const { at = 0, answeredAt = at, code, text } = spoken ?? {}
  const ok = code !== undefined && accept(code)
  return {
    step: step.do,
    label: labelOf(step),
    ok,
    at,
    ms: answeredAt - at,
    ...(code === undefined ? {} : { code }),
    ...(ok ? {} : refusalOf(step, code, text)),
  }
}

/** In the order of the conversation. */
export const conversationSteps = async (
  request: ClientRequest,
  transfers: readonly CurlTransfer[],
  events: readonly Event[],
  stdout: string,
): Promise<StepOutcome[]> => {
  const spoken = dialogueOf(events)
  const moves = spoken.filter(s => transferVerb.test(s.verb ?? ''))
  const reports = curlReports(stdout)
  const faults = dataFaults(events)
  const taken = new Set<Spoken>()
  const queue = [...transfers.entries()].filter(([, t]) => t.step !== null)
  const steps: StepOutcome[] = []
  for (const step of request.conversation.steps ?? [{ do: 'list' as const }]) {
    if (step.do === 'command') {
      const said = saidOf(spoken, step.line, taken)
      steps.push(plainStep(step, said, code => step.accept.includes(code)))
      continue
    }
    if (step.do === 'ccc') {
      steps.push(plainStep(step, saidOf(spoken, 'CCC', taken), isPositive))
      continue
    }
    const [index, transfer] = queue.shift() ?? []
    if (index === undefined || transfer === undefined) continue
    const move = moves.shift()
    const data = move?.data ?? (reports[index] && lastData(events))
    steps.push(
      transferStep(request, {
        transfer,
        report: reports[index],
        spoken: move,
        got: step.do === 'put' ? null : await received(transfer.local),
        dataFault: data === undefined ? undefined : faults.get(data),
      }),
    )
  }
  return steps
}

const lastData = (events: readonly Event[]): number =>
  events.reduce((n, e) => (e.role === 'data' ? e.ordinal : n), 0)
