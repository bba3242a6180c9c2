/**
 * Client × server at a glance, as data: rows are servers with their options,
 * columns are clients, an entry counts its cells by area of scenarios.
 */
import type { CellResult, PeerChoice } from '../../harness/model.js'
import { area, deciding, peerKey, ran } from './cells.js'

export type Outcome = 'passed' | 'failed' | 'notRun'

export interface Tally {
  readonly count: number
  readonly areas: readonly string[]
}

export interface Entry {
  readonly passed: Tally
  /** fail, flaky and error: what does not work */
  readonly failed: Tally
  readonly notRun: Tally
  readonly deviations: number
  /** most frequent first */
  readonly decides: readonly string[]
}

export interface Matrix {
  readonly servers: readonly PeerChoice[]
  readonly clients: readonly PeerChoice[]
  /** letter of each area */
  readonly letters: ReadonlyMap<string, string>
  entry(server: PeerChoice, client: PeerChoice): Entry | undefined
}

export const outcome = (cell: CellResult): Outcome =>
  !ran(cell) ? 'notRun' : cell.verdict === 'pass' ? 'passed' : 'failed'

/** First letter that no earlier area has; areas in alphabetical order. */
export const letterAreas = (
  areas: Iterable<string>,
): ReadonlyMap<string, string> => {
  const letters = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of [...new Set(areas)].sort()) {
    const free = Array.from(`${name.toLowerCase()}0123456789`).find(
      c => /[a-z0-9]/.test(c) && !taken.has(c),
    )
    const letter = free ?? '?'
    taken.add(letter)
    letters.set(name, letter)
  }
  return letters
}

const tally = (cells: readonly CellResult[], which: Outcome): Tally => {
  const mine = cells.filter(c => outcome(c) === which)
  return { count: mine.length, areas: [...new Set(mine.map(area))].sort() }
}

const entryOf = (cells: readonly CellResult[]): Entry => {
  const votes = new Map<string, number>()
  for (const cell of cells) {
    if (outcome(cell) !== 'failed') continue
    const options = deciding(cell).join(' + ')
    if (options !== '') votes.set(options, (votes.get(options) ?? 0) + 1)
  }
  return {
    passed: tally(cells, 'passed'),
    failed: tally(cells, 'failed'),
    notRun: tally(cells, 'notRun'),
    deviations: cells.filter(c => !c.asExpected).length,
    decides: [...votes].sort((a, b) => b[1] - a[1]).map(([name]) => name),
  }
}

const distinct = (peers: readonly PeerChoice[]): readonly PeerChoice[] => [
  ...new Map(peers.map(p => [peerKey(p), p])).values(),
]

export const matrix = (cells: readonly CellResult[]): Matrix => {
  const pairs = new Map<string, CellResult[]>()
  const pair = (server: PeerChoice, client: PeerChoice): string =>
    `${peerKey(server)} × ${peerKey(client)}`
  for (const cell of cells) {
    const key = pair(cell.server, cell.client)
    const same = pairs.get(key)
    if (same === undefined) pairs.set(key, [cell])
    else same.push(cell)
  }
  return {
    servers: distinct(cells.map(c => c.server)),
    clients: distinct(cells.map(c => c.client)),
    letters: letterAreas(cells.map(area)),
    entry: (server, client) => {
      const same = pairs.get(pair(server, client))
      return same === undefined ? undefined : entryOf(same)
    },
  }
}
