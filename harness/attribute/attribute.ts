/**
 * From a failing cell to proved causes: runs it again with options changed,
 * on either side, until every minimal cure within the budget is known.
 */
import type {
  Attribution,
  CellResult,
  Change,
  Finding,
  OptionValues,
  Side,
} from '../model.js'
import { replan, type PlannedCell } from '../plan.js'
import { rankCures } from './rank.js'
import { searchCures, type Probe } from './search.js'
import { anything, progressOf, suspectsOf, tighteningsOf } from './suspects.js'

export interface AttributeOptions {
  /** reruns per cell */
  readonly budget: number
  readonly mine?: Side
  /** runs a planned cell as any other; never throws */
  readonly run: (planned: PlannedCell) => Promise<CellResult>
  /** what a set of changes breaks elsewhere in the row of this pair */
  readonly sideEffects?: (
    planned: PlannedCell,
    changed: Changed,
  ) => Promise<readonly string[]>
  /** told of every rerun */
  readonly onRerun?: (of: PlannedCell, result: CellResult) => void
  readonly signal: AbortSignal
}

export interface Changed {
  readonly server: OptionValues
  readonly client: OptionValues
}

export const asValues = (changes: readonly Change[]): Changed => {
  const of = (side: Side): OptionValues =>
    Object.fromEntries(
      changes.filter(c => c.side === side).map(c => [c.option, c.to]),
    )
  return { server: of('server'), client: of('client') }
}

const asProbe = (result: CellResult): Probe => ({
  pass: result.verdict === 'pass',
  progress: progressOf(result),
  failure:
    result.findings.find(f => f.severity !== 'note')?.id ?? result.reason ?? '',
  suspects: suspectsOf(result),
  impossible: !['pass', 'fail', 'flaky'].includes(result.verdict),
})

/** Attribution of a failing cell, and its findings with what was proved. */
export const attributeFailure = async (
  planned: PlannedCell,
  result: CellResult,
  options: AttributeOptions,
): Promise<CellResult> => {
  const found = await searchCures({
    base: asProbe(result),
    budget: options.budget,
    maxSize: 3,
    confirmations: 1,
    wider: anything(planned),
    probe: async changes => {
      const changed = replan(planned, asValues(changes))
      if (options.signal.aborted)
        return { ...asProbe(result), impossible: true }
      const rerun = await options.run(changed)
      options.onRerun?.(planned, rerun)
      return asProbe(rerun)
    },
  })
  const ranked = rankCures(
    found.cures,
    { server: planned.serverLane.profile, client: planned.clientLane.profile },
    options.mine,
  )
  const first = ranked[0]
  const effects =
    first === undefined || options.sideEffects === undefined
      ? []
      : await options.sideEffects(planned, asValues(first.changes))
  const attribution: Attribution = {
    reruns: found.probes,
    complete: found.complete && !options.signal.aborted,
    cures: ranked.map(c => (c === first ? { ...c, sideEffects: effects } : c)),
    refuted: found.refuted,
    ...(found.reproduced ? {} : { reproduced: false as const }),
  }
  return {
    ...result,
    attribution,
    findings: result.findings.map(f => withProof(f, attribution)),
  }
}

const sameChange = (
  c: { readonly side: Side; readonly option: string },
  to: string,
  change: Change,
): boolean =>
  c.side === change.side && c.option === change.option && to === change.to

/**
 * A culprit whose change alters nothing is taken back; a finding one of whose
 * culprits is part of a cure is proved.
 */
const withProof = (finding: Finding, attribution: Attribution): Finding => {
  if (finding.severity === 'note') return finding
  const culprits = finding.culprits.filter(
    c => !attribution.refuted.some(r => sameChange(c, c.cure, r)),
  )
  const proved = attribution.cures.some(cure =>
    cure.changes.some(change =>
      culprits.some(c => sameChange(c, c.cure, change)),
    ),
  )
  return {
    ...finding,
    culprits,
    certainty: proved ? 'proved' : finding.certainty,
  }
}

/** For a passing cell: which loosened options it does not need. */
export const attributePass = async (
  planned: PlannedCell,
  result: CellResult,
  options: AttributeOptions,
): Promise<CellResult> => {
  const candidates = tighteningsOf(planned)
  const tolerates: Change[] = []
  const needs: Change[] = []
  let reruns = 0
  for (const change of candidates) {
    if (reruns >= options.budget || options.signal.aborted) break
    reruns += 1
    const rerun = await options.run(replan(planned, asValues([change])))
    options.onRerun?.(planned, rerun)
    if (rerun.verdict === 'pass') tolerates.push(change)
    else if (rerun.verdict === 'fail' || rerun.verdict === 'flaky')
      needs.push(change)
  }
  return {
    ...result,
    attribution: {
      reruns,
      complete: reruns === candidates.length,
      cures: [],
      refuted: [],
      tolerates,
      needs,
    },
  }
}
