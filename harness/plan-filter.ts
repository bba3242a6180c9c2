/** Which cells a selection asks for, decided as early as can be. */
import {
  canonicalCellId,
  cellMatches,
  formatCellId,
  formatNamed,
  globToRegExp,
  isPattern,
} from './cell-id.js'
import type { Point, Scenario } from './model.js'
import type { PlannedCell } from './plan.js'
import type { Selection } from './selection.js'

export interface CellFilter {
  scenario(scenario: Scenario, point: Point): boolean
  /** before it is planned */
  names(...cell: Parameters<typeof formatCellId>): boolean
  cell(planned: Pick<PlannedCell, 'cell' | 'named' | 'scenario'>): boolean
}

/** What --only asks for. */
interface Only {
  /** cells, each in its one spelling */
  readonly ids: ReadonlySet<string>
  readonly globs: readonly string[]
}

const readOnly = (only: readonly string[]): Only => {
  const globs = only.filter(isPattern)
  const patterns = new Set(globs)
  return {
    ids: new Set(only.filter(o => !patterns.has(o)).map(canonicalCellId)),
    globs: globs.map(g => g.replace(/ x /g, ' × ')),
  }
}

const onlyFilter = ({ ids, globs }: Only): CellFilter['cell'] => {
  if (ids.size + globs.length === 0) return () => true
  return ({ cell, named, scenario }) => {
    if (ids.has(cell.id)) return true
    if (globs.some(glob => cellMatches(cell, glob))) return true
    // as typed: an option at its default is not part of a cell's own id
    const { server, client } = named
    return ids.has(formatCellId(scenario.id, cell.point, server, client))
  }
}

/**
 * What need not even be planned where every cell was named: with many ids the
 * product of their peers is far larger than their number.
 */
const namedOnly = (
  { ids, globs }: Only,
  { servers, clients, set }: Selection,
): CellFilter['names'] => {
  const more = globs.length + servers.length + clients.length + set.length
  if (ids.size === 0 || more > 0) return () => true
  return (...cell) => ids.has(formatCellId(...cell))
}

const scenarioFilter = ({
  scenarios,
  only,
  optIn,
}: Selection): CellFilter['scenario'] => {
  return (scenario, point) => {
    if (scenario.optIn === true && !optIn)
      if (scenarios.length === 0 && only.length === 0) return false
    if (scenarios.length === 0) return true
    const named = formatNamed(scenario.id, point)
    return scenarios.some(
      s =>
        s === scenario.id ||
        s === named ||
        scenario.id.startsWith(`${s}/`) ||
        globToRegExp(s).test(named) ||
        globToRegExp(s).test(scenario.id),
    )
  }
}

export const filterOf = (selection: Selection): CellFilter => {
  const only = readOnly(selection.only)
  return {
    scenario: scenarioFilter(selection),
    names: namedOnly(only, selection),
    cell: onlyFilter(only),
  }
}
