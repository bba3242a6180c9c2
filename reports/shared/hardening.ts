/**
 * What can be made stricter: over all passing cells of one server or client
 * that were attributed, which of its loosened options nobody needs, and who
 * needs the others.
 */
import type { CellResult, Change, Side } from '../../harness/model.js'
import { peerName } from './cells.js'
import { count, oneLine } from './text.js'

export interface Hardening {
  readonly peer: string
  readonly side: Side
  /** `require_ssl_reuse=YES` */
  readonly change: string
  readonly tolerated: number
  /** the other ends of the cells that fail with it; empty: it is safe */
  readonly needed: readonly string[]
}

interface Tally {
  readonly peer: string
  readonly change: Change
  tolerated: number
  readonly needed: Map<string, number>
}

const tallyOf = (
  tallies: Map<string, Tally>,
  cell: CellResult,
  change: Change,
): Tally => {
  const peer = peerName(cell[change.side])
  const key = `${change.side} ${peer} ${change.option} ${change.to}`
  let tally = tallies.get(key)
  if (tally === undefined) {
    tally = { peer, change, tolerated: 0, needed: new Map() }
    tallies.set(key, tally)
  }
  return tally
}

const other = (cell: CellResult, change: Change): string =>
  peerName(change.side === 'server' ? cell.client : cell.server)

/** Safe ones first. */
export const hardening = (
  cells: readonly CellResult[],
): readonly Hardening[] => {
  const tallies = new Map<string, Tally>()
  for (const cell of cells) {
    for (const change of cell.attribution?.tolerates ?? [])
      tallyOf(tallies, cell, change).tolerated += 1
    for (const change of cell.attribution?.needs ?? []) {
      const { needed } = tallyOf(tallies, cell, change)
      const name = other(cell, change)
      needed.set(name, (needed.get(name) ?? 0) + 1)
    }
  }
  return [...tallies.values()]
    .map(({ peer, change, tolerated, needed }) => ({
      peer,
      side: change.side,
      change: oneLine(`${change.option}=${change.to}`),
      tolerated,
      needed: [...needed].map(([name, n]) => `${name} (${count(n, 'cell')})`),
    }))
    .sort((a, b) => a.needed.length - b.needed.length)
}

export const hardeningText = (h: Hardening): string => {
  const subject = `${h.side} ${h.peer}: ${h.change}`
  return h.needed.length === 0
    ? `${subject} is safe here: ${count(h.tolerated, 'passing cell')} passed with it too`
    : `${subject} would break ${h.needed.join(', ')}`
}
