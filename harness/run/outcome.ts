/** What one or several runs of a cell amount to. */
import { InteropError } from '../errors.js'
import type {
  CellResult,
  Event,
  Expected,
  Rule,
  StepOutcome,
  Verdict,
} from '../model.js'
import type { PlannedCell } from '../plan.js'
import { printable, redactText } from '../redact.js'
import { applyRules } from '../rules/apply.js'
import { buildTranscript } from '../transcript/transcript.js'

export interface Outcome {
  readonly verdict: Verdict
  readonly why?: string
  readonly durationMs: number
  readonly steps: readonly StepOutcome[]
  readonly events: readonly Event[]
  readonly findings: CellResult['findings']
  readonly clientLog?: string
  readonly clientVersion?: string
  readonly serverVersion?: string
}

/** A race may go either way each time; the finding holds when it fails. */
export const isAsExpected = (
  verdict: Verdict,
  findings: CellResult['findings'],
  expected: Expected,
): boolean => {
  if (expected.verdict === 'flaky' && verdict === 'pass') return true
  const same =
    verdict === expected.verdict ||
    (expected.verdict === 'flaky' && verdict === 'fail')
  return (
    same &&
    (expected.finding === undefined || findings[0]?.id === expected.finding)
  )
}

export const lateStep = (ms: number): StepOutcome => ({
  step: 'connect',
  label: 'session',
  ok: false,
  at: 0,
  ms,
  why: `the client did not end within ${ms} ms and was stopped`,
})

export const refused = (planned: PlannedCell): CellResult | null => {
  const { refusal, cell } = planned
  if (refusal === null) return null
  return {
    ...cell,
    verdict: refusal.verdict,
    reason: refusal.reason,
    expected: { verdict: refusal.verdict, reason: refusal.reason },
    asExpected: true,
    durationMs: 0,
    steps: [],
    findings: [],
    events: [],
  }
}

/** A network listens on the server's data ports, at an address of its own. */
export const withoutNetwork = (
  planned: PlannedCell,
  distinct: boolean,
): PlannedCell => {
  const reason = !distinct
    ? 'a network needs more of 127.0.0.0/8 than 127.0.0.1 on this host'
    : planned.cell.server.backend === 'real'
      ? 'no network stands in front of a server that we did not start'
      : null
  if (reason === null || planned.refusal !== null) return planned
  return { ...planned, refusal: { verdict: 'skipped', reason } }
}

export const errorResult = (
  planned: PlannedCell,
  expected: Expected,
  error: unknown,
): CellResult => {
  const told =
    error instanceof InteropError
      ? `${error.message}: ${error.hint}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
  return {
    ...planned.cell,
    verdict: 'error',
    reason: printable(redactText(told)),
    expected,
    asExpected: false,
    durationMs: 0,
    steps: [],
    findings: [],
    events: [],
  }
}

export const combine = (runs: readonly Outcome[]): Outcome => {
  const worst = runs.find(r => r.verdict === 'fail') ?? runs[0]
  if (worst === undefined) throw new Error('a cell ran no time')
  const mixed = runs.some(r => r.verdict !== runs[0]?.verdict)
  return mixed ? { ...worst, verdict: 'flaky' } : worst
}

/**
 * A server that refuses its own configuration is a result, not our error:
 * its last words become the only event.
 */
export const startFailure = (
  planned: PlannedCell,
  rules: readonly Rule[],
  expected: Expected,
  error: unknown,
): CellResult | null => {
  if (!(error instanceof InteropError) || error.code !== 'FI_SERVER_DIED')
    return null
  const text = printable(redactText(error.message))
  const transcript = buildTranscript({
    events: [
      {
        at: 0,
        from: 'server-program',
        role: 'control',
        ordinal: 1,
        body: { kind: 'log', text, fact: { is: 'fatal', text } },
      },
    ],
  })
  const findings = applyRules(rules, transcript, {
    server: {
      profile: planned.serverLane.profile,
      version: planned.listener?.version ?? planned.cell.server.version,
      options: planned.listener?.options ?? {},
    },
  })
  return {
    ...planned.cell,
    verdict: 'fail',
    reason: text,
    expected,
    asExpected: isAsExpected('fail', findings, expected),
    durationMs: 0,
    steps: [],
    findings,
    events: transcript.events,
  }
}
