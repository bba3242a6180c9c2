/**
 * Two runs of the same cells, held to each other: agreement per pair of
 * peers, differences that nobody has explained, explained ones with their
 * reason, and explanations that are no longer needed. Runs nothing.
 */
import type { CellResult } from '../model.js'
import { differencesOf, type Difference, type Outcome } from './differences.js'
import { covers, knownFor, speaksOf, type KnownDifference } from './known.js'

/** One cell on both sides; each side may have run it several times. */
export interface Pair {
  /** the left cell's id */
  readonly id: string
  readonly left: readonly CellResult[]
  readonly right: readonly CellResult[]
}

export interface ComparedCell {
  readonly id: string
  readonly unlisted: readonly Difference[]
  readonly listed: readonly (Difference & { readonly reason: string })[]
  readonly varying: readonly Difference[]
}

export interface Agreement {
  /** what is held to what, e.g. `vsftpd embedded ↔ vsftpd process` */
  readonly subject: string
  readonly compared: number
  /** cells without any difference */
  readonly same: number
  /** cells whose differences are all listed with a reason */
  readonly explained: number
}

export interface Comparison {
  readonly agreements: readonly Agreement[]
  /** cells that differ or vary */
  readonly cells: readonly ComparedCell[]
  /** why cells were not compared, most frequent first */
  readonly notCompared: readonly {
    readonly reason: string
    readonly cells: number
  }[]
  /** entries that cover compared cells and match no difference */
  readonly outdated: readonly {
    readonly entry: KnownDifference
    readonly cells: number
  }[]
}

const ran = ({ verdict }: CellResult): boolean =>
  verdict !== 'unsupported' && verdict !== 'skipped'

/** Cells of both sides with the same key, and what has no counterpart. */
export interface Matched {
  readonly pairs: readonly Pair[]
  readonly missing: readonly string[]
}

/** `keyOf`: the same for a cell and its counterpart. */
export const pairCells = (
  left: readonly CellResult[],
  right: readonly CellResult[],
  keyOf: (cell: CellResult) => string = cell => cell.id,
): Matched => {
  const others = new Map(right.map(cell => [keyOf(cell), cell]))
  const pairs: Pair[] = []
  const missing: string[] = []
  for (const cell of left) {
    const other = others.get(keyOf(cell))
    others.delete(keyOf(cell))
    if (other === undefined) missing.push('only in the left run')
    else pairs.push({ id: cell.id, left: [cell], right: [other] })
  }
  return {
    pairs,
    missing: [...missing, ...[...others].map(() => 'only in the right run')],
  }
}

/** Why the pair says nothing; null when both sides ran. */
const idle = ({ left, right }: Pair): string | null => {
  for (const [side, cells] of [
    ['left', left],
    ['right', right],
  ] as const)
    for (const cell of cells)
      if (!ran(cell))
        return `${cell.verdict} on the ${side}: ${cell.reason ?? 'no reason'}`
  return null
}

const peerText = ({ profile, backend, version }: CellResult['server']) =>
  `${profile} ${version} ${backend}`

/** The peers that differ between the sides; both when neither does. */
const subjectOf = ({ left, right }: Pair): string => {
  const [a, b] = [left[0], right[0]]
  if (a === undefined || b === undefined) return ''
  const server = [peerText(a.server), peerText(b.server)]
  const client = [peerText(a.client), peerText(b.client)]
  const parts = [server, client].filter(([l, r]) => l !== r)
  return (parts.length > 0 ? parts : [server, client])
    .map(([l, r]) => (l === r ? `${l}` : `${l} ↔ ${r}`))
    .join(', ')
}

export const compareCell = (pair: Pair): Outcome =>
  differencesOf(pair.left, pair.right)

const countReasons = (
  reasons: readonly string[],
): Comparison['notCompared'] => {
  const counts = new Map<string, number>()
  for (const reason of reasons)
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts]
    .map(([reason, cells]) => ({ reason, cells }))
    .sort((a, b) => b.cells - a.cells)
}

export const compareRuns = (
  { pairs, missing }: Matched,
  known: readonly KnownDifference[],
): Comparison => {
  const reasons = [...missing]
  const cells: ComparedCell[] = []
  const agreements = new Map<string, Agreement>()
  const used = new Set<KnownDifference>()
  const compared: string[] = []
  for (const pair of pairs) {
    const why = idle(pair)
    if (why !== null) {
      reasons.push(why)
      continue
    }
    compared.push(pair.id)
    const { differences, varying } = compareCell(pair)
    const listed: ComparedCell['listed'][number][] = []
    const unlisted: Difference[] = []
    // what varies also shows that its entry is still needed
    for (const difference of varying)
      for (const entry of known)
        if (speaksOf(entry, pair.id, difference)) used.add(entry)
    for (const difference of differences) {
      const entries = knownFor(known, pair.id, difference)
      if (entries === null) unlisted.push(difference)
      else {
        const reasons: string[] = []
        for (const entry of entries) {
          used.add(entry)
          reasons.push(entry.reason)
        }
        listed.push({ ...difference, reason: reasons.join(' ') })
      }
    }
    if (differences.length + varying.length > 0)
      cells.push({ id: pair.id, unlisted, listed, varying })
    const subject = subjectOf(pair)
    const old = agreements.get(subject) ?? {
      subject,
      compared: 0,
      same: 0,
      explained: 0,
    }
    agreements.set(subject, {
      subject,
      compared: old.compared + 1,
      same: old.same + Number(differences.length === 0),
      explained:
        old.explained + Number(differences.length > 0 && unlisted.length === 0),
    })
  }
  return {
    agreements: [...agreements.values()],
    cells,
    notCompared: countReasons(reasons),
    outdated: known.flatMap(entry => {
      if (used.has(entry) || entry.race === true) return []
      const covered = compared.filter(id => covers(entry, id)).length
      return covered === 0 ? [] : [{ entry, cells: covered }]
    }),
  }
}

export const unlisted = ({ cells }: Comparison): number =>
  cells.reduce((sum, cell) => sum + cell.unlisted.length, 0)

export const comparedCells = ({ agreements }: Comparison): number =>
  agreements.reduce((sum, { compared }) => sum + compared, 0)
