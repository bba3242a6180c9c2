/**
 * Cells that fail for the same reason, together: one of them is shown in full
 * and stands for the others.
 */
import type { CellResult, Finding } from '../../harness/model.js'

export interface Group {
  /** not as expected: somebody must look */
  readonly deviates: boolean
  readonly first: CellResult
  readonly others: readonly CellResult[]
}

const worthTelling = (cell: CellResult): boolean =>
  !cell.asExpected ||
  cell.verdict === 'fail' ||
  cell.verdict === 'flaky' ||
  cell.verdict === 'error'

const suspects = (finding: Finding | undefined): readonly string[] =>
  finding?.culprits.map(c => `${c.side} ${c.product} ${c.option}=${c.value}`) ??
  []

/**
 * The pair, the first finding and what is to blame: option sets that differ in
 * something else belong to one group.
 */
const reasonKey = (cell: CellResult): string =>
  JSON.stringify([
    cell.asExpected,
    cell.verdict,
    cell.server.profile,
    cell.client.profile,
    cell.findings[0]?.id ?? cell.reason ?? cell.expected.finding ?? '',
    suspects(cell.findings[0]),
    cell.attribution?.cures[0]?.changes ?? [],
  ])

/** Deviations first, then the reasons that hurt most cells. */
export const groups = (cells: readonly CellResult[]): readonly Group[] => {
  const byReason = new Map<string, CellResult[]>()
  for (const cell of cells) {
    if (!worthTelling(cell)) continue
    const key = reasonKey(cell)
    const same = byReason.get(key)
    if (same === undefined) byReason.set(key, [cell])
    else same.push(cell)
  }
  const all: Group[] = []
  for (const same of byReason.values()) {
    const first = same.find(c => c.attribution !== undefined) ?? same[0]
    if (first === undefined) continue
    all.push({
      // an error is ours: it is never calm, whatever was expected
      deviates: !first.asExpected || first.verdict === 'error',
      first,
      others: same.filter(c => c !== first),
    })
  }
  return all.sort(
    (a, b) =>
      Number(b.deviates) - Number(a.deviates) ||
      b.others.length - a.others.length,
  )
}
