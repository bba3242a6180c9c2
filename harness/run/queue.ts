/**
 * Which cell is next. A daemon takes longer to start than most cells take, and
 * real clients use one at a time: a lane stays with a daemon that is there and
 * idle, then turns to one that nobody started, and only then to a second copy.
 * An option set with more cells than its share of the lanes gets copies early,
 * so that the run does not end in a queue before one daemon. Cells of servers
 * in this process stay in their order.
 */
import { listenerKey, type PlannedCell } from '../plan.js'
import { copiesFor } from './listeners.js'

interface Group {
  readonly cells: PlannedCell[]
  readonly copies: number
  running: number
  /** one of its cells has run: its daemon is there */
  warm: boolean
}

const isBound = ({ cell, listener, refusal }: PlannedCell): boolean =>
  listener !== null &&
  refusal === null &&
  (cell.server.backend === 'process' || cell.server.backend === 'docker')

const keyOf = (planned: PlannedCell): string =>
  isBound(planned) ? listenerKey(planned) : ''

/** Cells that each lane on it would have to run. */
const share = ({ cells, running }: Group): number =>
  cells.length / (running + 1)

const most = (groups: readonly Group[]): Group | undefined =>
  groups.reduce<Group | undefined>(
    (best, group) =>
      best === undefined || share(group) > share(best) ? group : best,
    undefined,
  )

export class CellQueue {
  readonly #groups = new Map<string, Group>()
  readonly #lanes: number
  #left = 0

  constructor(cells: Iterable<PlannedCell>, lanes: number) {
    this.#lanes = lanes
    for (const planned of cells) {
      const key = keyOf(planned)
      let group = this.#groups.get(key)
      if (group === undefined) {
        const copies =
          key === '' ? lanes : copiesFor(planned.cell.server.backend)
        group = { cells: [], copies, running: 0, warm: key === '' }
        this.#groups.set(key, group)
      }
      group.cells.push(planned)
      this.#left += 1
    }
    for (const group of this.#groups.values()) group.cells.reverse()
  }

  /** null: nothing is left. Each cell is given back to `ended` once. */
  take(): PlannedCell | null {
    const group = this.#choose()
    const next = group?.cells.pop()
    if (group === undefined || next === undefined) return null
    group.running += 1
    this.#left -= 1
    return next
  }

  ended(planned: PlannedCell): void {
    const group = this.#groups.get(keyOf(planned))
    if (group === undefined) return
    group.running -= 1
    group.warm = true
  }

  #choose(): Group | undefined {
    const waiting = [...this.#groups.values()].filter(g => g.cells.length > 0)
    const open = waiting.filter(g => g.running < g.copies)
    const fair = this.#left / this.#lanes
    return (
      most(open.filter(g => share(g) > fair)) ??
      open.find(g => g.warm && g.running === 0) ??
      open.find(g => !g.warm && g.running === 0) ??
      most(open) ??
      most(waiting)
    )
  }
}
