/**
 * Everything that a report says about one failing cell, in the order in which
 * it is said. The same card is the terminal's block, the JUnit failure, the
 * Markdown section and the panel of the page.
 */
import type {
  Attribution,
  CellResult,
  Certainty,
  Change,
  CureSet,
  Culprit,
  Finding,
  SecurityCost,
} from '../../harness/model.js'
import { conversation, mark, repeatCommand, verdictWords } from './cells.js'
import { dialogue } from './dialogue.js'
import { story, type Line } from './story.js'
import { strip, type Stage } from './strip.js'
import { count, oneLine, quoted } from './text.js'

/** Refuted: changed alone and with others, it altered nothing. */
type CauseState = 'proved' | 'suspected' | 'refuted'

export interface Cause {
  readonly who: string
  /** `ssl_request_cert=YES` */
  readonly blamed: string
  readonly state: CauseState
  readonly cost: SecurityCost
  readonly exposes: string
  /** the configuration line that cures it */
  readonly line: string
}

export interface CardCure {
  readonly rank: number
  readonly cost: SecurityCost
  readonly changes: readonly string[]
  readonly line: readonly string[]
  readonly exposes: readonly string[]
  readonly sideEffects: readonly string[]
}

export interface Card {
  readonly mark: string
  readonly id: string
  readonly conversation: string
  readonly verdict: string
  readonly stages: readonly Stage[]
  /** one sentence: what happened */
  readonly statement: string
  readonly finding: string | null
  readonly certainty: Certainty | null
  /** what is expected, when that is worth saying */
  readonly expectation: string
  readonly causes: readonly Cause[]
  readonly proof: readonly { readonly source: string; readonly text: string }[]
  readonly further: readonly { readonly id: string; readonly text: string }[]
  readonly dialogue: readonly string[]
  readonly cures: readonly CardCure[]
  readonly refuted: readonly string[]
  /** how far the search went; '' when there was none */
  readonly search: string
  readonly settledBy: string
  readonly runs: readonly string[]
  readonly repeat: string
}

const costs: readonly SecurityCost[] = ['none', 'low', 'high']

export const costWords = (cost: SecurityCost): string =>
  cost === 'none' ? 'no security cost' : `security cost ${cost}`

const value = (text: string): string => (text === '' ? '(unset)' : text)

const same = (culprit: Culprit, c: Change): boolean =>
  culprit.side === c.side && culprit.option === c.option

/** What the search says counts more than what the finding says. */
const stateOf = (
  culprit: Culprit,
  finding: Finding,
  attribution: Attribution | undefined,
): CauseState => {
  const among = (changes: readonly Change[]): boolean =>
    changes.some(c => same(culprit, c))
  if (attribution !== undefined) {
    if (attribution.cures.some(set => among(set.changes))) return 'proved'
    return among(attribution.refuted) ? 'refuted' : 'suspected'
  }
  return finding.certainty === 'proved' ? 'proved' : 'suspected'
}

const cause = (culprit: Culprit, state: CauseState): Cause => ({
  who: oneLine(`${culprit.side} ${culprit.product}`),
  blamed: oneLine(
    culprit.value === ''
      ? `${culprit.option} is not set`
      : `${culprit.option}=${culprit.value}`,
  ),
  state,
  cost: culprit.securityCost,
  exposes: culprit.securityCost === 'none' ? '' : oneLine(culprit.exposes),
  line: oneLine(
    culprit.line === '' ? `${culprit.option}=${culprit.cure}` : culprit.line,
  ),
})

const states: readonly CauseState[] = ['proved', 'suspected', 'refuted']

/** Proved ones first, then the safe ones. */
const causes = (cell: CellResult): readonly Cause[] => {
  const finding = cell.findings[0]
  if (finding === undefined) return []
  return finding.culprits
    .map(c => cause(c, stateOf(c, finding, cell.attribution)))
    .sort(
      (a, b) =>
        states.indexOf(a.state) - states.indexOf(b.state) ||
        costs.indexOf(a.cost) - costs.indexOf(b.cost),
    )
}

const change = (c: Change): string =>
  oneLine(
    `${c.side} ${c.product}  ${c.option}: ${value(c.from)} → ${value(c.to)}`,
  )

const cure = (set: CureSet): CardCure => ({
  rank: set.rank,
  cost: set.securityCost,
  changes: set.changes.map(change),
  line: set.line.split(/\r?\n/).map(oneLine),
  exposes: [...new Set(set.exposes)].map(oneLine),
  sideEffects: set.sideEffects.map(oneLine),
})

const search = ({ attribution }: CellResult): string => {
  if (attribution === undefined) return ''
  const { reruns, complete, cures, reproduced } = attribution
  if (reproduced === false)
    return 'it passed when run again with nothing changed: a race or a busy machine, and nothing is proved'
  const found =
    cures.length === 0
      ? 'no cure found'
      : count(cures.length, 'minimal cure') + ' found'
  const end = complete
    ? 'every candidate was tried'
    : 'the budget ended the search, there may be more'
  return `${found} in ${count(reruns, 'rerun')}; ${end}`
}

const flakiness = ({ verdict, runs = [] }: CellResult): string | undefined => {
  if (verdict !== 'flaky' || runs.length === 0) return undefined
  const failed = runs.filter(r => r.verdict !== 'pass').length
  return `${failed} of ${count(runs.length, 'run')} failed: the outcome is a race.`
}

const statement = (cell: CellResult): string => {
  const stepWhy = cell.steps.find(s => !s.ok)?.why
  const text =
    cell.verdict === 'error'
      ? (cell.reason ?? 'the harness failed')
      : (cell.findings[0]?.statement ??
        cell.reason ??
        flakiness(cell) ??
        stepWhy ??
        (cell.verdict === 'pass'
          ? 'Every step worked.'
          : 'No finding explains this yet.'))
  return quoted(text, 600)
}

const expectation = (cell: CellResult): string => {
  const reason = quoted(cell.expected.reason, 400)
  if (cell.asExpected)
    return cell.verdict === 'pass' || reason === '' ? '' : reason
  const { verdict, finding } = cell.expected
  const what = finding === undefined ? verdict : `${verdict} with ${finding}`
  return oneLine(`${what}${reason === '' ? '' : `: ${reason}`}`)
}

const runs = (cell: CellResult): readonly string[] =>
  (cell.runs ?? []).map(
    (run, i) =>
      `${i + 1} ${run.verdict} ${Math.round(run.durationMs)} ms${run.why === undefined ? '' : `: ${quoted(run.why)}`}`,
  )

export const card = (
  cell: CellResult,
  lines: readonly Line[] = story(cell),
): Card => {
  const [first, ...more] = cell.findings
  return {
    mark: mark(cell),
    id: oneLine(cell.id),
    conversation: conversation(cell),
    verdict: verdictWords(cell),
    stages: strip(cell, lines),
    statement: statement(cell),
    finding: first === undefined ? null : oneLine(first.id),
    certainty: first?.certainty ?? null,
    expectation: expectation(cell),
    causes: causes(cell),
    proof: (first?.evidence ?? []).map(e => ({
      source: e.source,
      text: quoted(e.text, 300),
    })),
    further: more.map(f => ({
      id: oneLine(f.id),
      text: quoted(f.statement, 300),
    })),
    dialogue: dialogue(lines),
    cures: [...(cell.attribution?.cures ?? [])]
      .sort((a, b) => a.rank - b.rank)
      .map(cure),
    refuted: (cell.attribution?.refuted ?? []).map(change),
    search: search(cell),
    settledBy: quoted(first?.settledBy ?? '', 300),
    runs: runs(cell),
    repeat: repeatCommand(cell),
  }
}
