/**
 * The stages of a session with their outcome and time: what a reader looks at
 * first. Only stages that happened; the data connection is taken apart where
 * it failed.
 */
import type { CellResult, Phase, StepOutcome } from '../../harness/model.js'
import { versionName } from './names.js'
import type { Line } from './story.js'
import { oneLine } from './text.js'

export interface Stage {
  readonly name: string
  readonly ok: boolean
  readonly ms: number
  readonly note: string
}

const shortNames: Partial<Record<StepOutcome['step'], string>> = {
  connect: 'tcp',
  'control-tls': 'tls',
  protect: 'prot',
}

const dataPhases: readonly Phase[] = [
  'passive',
  'active',
  'data-tcp',
  'data-tls',
  'transfer',
  'data-close',
  'reply',
]

const stage = (name: string, ok: boolean, ms: number, note = ''): Stage => ({
  name,
  ok,
  ms: Math.max(0, Math.round(ms)),
  note,
})

const established = (lines: readonly Line[], of: (l: Line) => boolean) => {
  for (const line of lines)
    if (of(line) && line.event.body.kind === 'established')
      return line.event.body
  return undefined
}

/** Moments of one data connection, where they are known. */
interface Moments {
  readonly command: { readonly name: string; readonly ms: number } | null
  readonly asked: number
  readonly open: number | null
  readonly hello: number | null
  readonly tls: number | null
}

const openers = new Set(['PASV', 'EPSV', 'PORT', 'EPRT'])

const momentsOf = (step: StepOutcome, lines: readonly Line[]): Moments => {
  const within = lines.filter(
    l => l.at >= step.at - 0.5 && l.at <= step.at + step.ms + 0.5,
  )
  const asked = within.find(
    ({ event: { body } }) => body.kind === 'command' && openers.has(body.verb),
  )
  const answered = within.find(
    l => l.kind === 'reply' && asked !== undefined && l.at >= asked.at,
  )
  const mine = within.filter(
    l =>
      l.role === 'data' && (step.data === undefined || l.ordinal === step.data),
  )
  const at = (kinds: readonly Line['kind'][]): number | null =>
    mine.find(l => kinds.includes(l.kind))?.at ?? null
  const body = asked?.event.body
  return {
    command:
      asked === undefined || body?.kind !== 'command'
        ? null
        : {
            name: oneLine(body.verb.toLowerCase()),
            ms: (answered?.at ?? asked.at) - asked.at,
          },
    asked: answered?.at ?? step.at,
    open: at(['open']),
    hello: at(['tls']),
    tls: at(['established', 'failure', 'alert']),
  }
}

/** The failed step as its phases: good ones before, the bad one last. */
const apart = (
  step: StepOutcome,
  phase: Phase,
  lines: readonly Line[],
): Stage[] => {
  const m = momentsOf(step, lines)
  const end = step.at + step.ms
  const stages: Stage[] = []
  if (m.command !== null && phase !== 'passive' && phase !== 'active')
    stages.push(stage(m.command.name, true, m.command.ms))
  const reached = (p: Phase): boolean =>
    dataPhases.indexOf(phase) > dataPhases.indexOf(p)
  if (m.open !== null && reached('data-tcp'))
    stages.push(stage('data-tcp', true, Math.max(0, m.open - m.asked)))
  const past = reached('data-tls')
  if (past && m.tls !== null && m.hello !== null)
    stages.push(stage('data-tls', true, m.tls - m.hello))
  const began =
    phase === 'data-tls' ? (m.hello ?? m.open) : past ? m.tls : m.asked
  const stopped = phase === 'data-tls' ? (m.tls ?? end) : end
  return [
    ...stages,
    stage(phase, false, stopped - (began ?? step.at), oneLine(step.step)),
  ]
}

const noteOf = (step: StepOutcome, lines: readonly Line[]): string => {
  if (step.step === 'control-tls') {
    const up = established(lines, l => l.role === 'control')
    return up === undefined ? '' : versionName(up.version).replace('TLS ', '')
  }
  if (step.data === undefined) return ''
  const up = established(
    lines,
    l => l.role === 'data' && l.ordinal === step.data,
  )
  return up?.resumed === true ? 'resumed' : ''
}

export const strip = (
  cell: CellResult,
  lines: readonly Line[],
): readonly Stage[] => {
  const stages = cell.steps.flatMap(step => {
    if (step.ok && step.step === 'quit') return []
    if (!step.ok && step.phase !== undefined && dataPhases.includes(step.phase))
      return apart(step, step.phase, lines)
    const note =
      !step.ok && step.phase !== undefined
        ? oneLine(step.phase)
        : noteOf(step, lines)
    const name = shortNames[step.step] ?? oneLine(step.step)
    return [stage(name, step.ok, step.ms, note === name ? '' : note)]
  })
  const fault = cell.findings.find(f => f.severity === 'fault')
  // every step went well and the cell still failed: a requirement is not met
  return cell.verdict === 'fail' &&
    fault !== undefined &&
    stages.every(s => s.ok)
    ? [...stages, stage(oneLine(fault.phase), false, 0, 'required')]
    : stages
}
