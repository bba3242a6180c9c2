/**
 * Turns what a run gave into expectations, as few entries as tell it exactly.
 * The reason is the finding's own statement and the options that decide; a
 * person reviews the file before it is kept.
 */
import type { CellResult } from './model.js'
import type { Expectation } from './expectations.js'

interface Outcome {
  readonly verdict: CellResult['verdict']
  readonly finding: string | undefined
  readonly reason: string
  /** what decides: peers that fail alike for other options are another entry */
  readonly options: readonly string[]
}

const outcomeOf = (cell: CellResult): Outcome => {
  const first = cell.findings[0]
  const options = [
    ...new Set(
      (first?.culprits ?? []).map(
        c => `${c.product} ${c.option}${c.value === '' ? '' : `=${c.value}`}`,
      ),
    ),
  ]
  return {
    verdict: cell.verdict,
    finding: first?.id,
    options,
    reason:
      first === undefined
        ? (cell.reason ?? 'no rule explains it')
        : `${first.statement.replace(/\d+\.\d+ s old/, 'too old')}${options.length === 0 ? '' : ` Decided by ${options.join(', ')}.`}`,
  }
}

const split = (id: string): readonly [string, string, string] => {
  const at = id.indexOf(' @ ')
  const by = id.lastIndexOf(' × ')
  return [id.slice(0, at), id.slice(at + 3, by), id.slice(by + 3)]
}

/** Groups `rows` by `key`, in the order of first appearance. */
const groupBy = <T>(rows: readonly T[], key: (row: T) => string): T[][] => {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const known = groups.get(key(row))
    if (known === undefined) groups.set(key(row), [row])
    else known.push(row)
  }
  return [...groups.values()]
}

interface Row {
  readonly scenarios: readonly string[]
  readonly servers: readonly string[]
  readonly clients: readonly string[]
}

/** Cells as cross products: same scenarios for several peers become one row. */
const rowsOf = (cells: readonly CellResult[]): Row[] => {
  const parts = cells.map(c => split(c.id))
  const perPair: Row[] = groupBy(parts, p => `${p[1]} × ${p[2]}`).map(g => ({
    scenarios: g.map(p => p[0]).sort(),
    servers: [g[0]?.[1] ?? ''],
    clients: [g[0]?.[2] ?? ''],
  }))
  const perServer = groupBy(perPair, r =>
    JSON.stringify([r.scenarios, r.servers]),
  ).map(g => ({
    scenarios: g[0]?.scenarios ?? [],
    servers: g[0]?.servers ?? [],
    clients: g.flatMap(r => r.clients).sort(),
  }))
  return groupBy(perServer, r => JSON.stringify([r.scenarios, r.clients])).map(
    g => ({
      scenarios: g[0]?.scenarios ?? [],
      servers: g.flatMap(r => r.servers).sort(),
      clients: g[0]?.clients ?? [],
    }),
  )
}

const orderOf = (e: Expectation): string =>
  [e.finding, e.clients, e.servers, e.scenarios, e.backend, e.verdict].join(' ')

/** Cells that passed or did not run need no entry. */
export const recordExpectations = (
  cells: readonly CellResult[],
): Expectation[] => {
  const known = cells
    .filter(c => c.verdict === 'fail' || c.verdict === 'flaky')
    // cells end in any order: the same results give the same file
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return groupBy(known, c => {
    const { verdict, finding, options } = outcomeOf(c)
    return JSON.stringify([verdict, finding, options, c.server.backend])
  })
    .flatMap(group => {
      const first = group[0]
      if (first === undefined) return []
      const { verdict, finding, reason } = outcomeOf(first)
      const { backend } = first.server
      return rowsOf(group).map((row): Expectation => ({
        ...row,
        verdict,
        ...(finding === undefined ? {} : { finding }),
        reason,
        // what a real server gives says nothing of the emulated one
        ...(backend === 'embedded' ? {} : { backend }),
      }))
    })
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}
