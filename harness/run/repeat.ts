/** How often a cell runs: a race says nothing when it is run once. */
import type { CellResult, Rule, Scenario } from '../model.js'

const timesOfARace = 4

/** A scenario can be a race, and what a cell met can turn out to be one. */
export const timesFor = (
  { repeat = 1 }: Pick<Scenario, 'repeat'>,
  rules: readonly Pick<Rule, 'id' | 'race'>[],
  runs: readonly Pick<CellResult, 'verdict' | 'findings'>[],
): number => {
  const met = runs.find(({ verdict }) => verdict === 'fail')?.findings[0]?.id
  const race = rules.some(rule => rule.id === met && rule.race === true)
  return Math.max(repeat, race ? timesOfARace : 1)
}
