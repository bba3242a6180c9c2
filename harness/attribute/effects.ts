/**
 * What a cure breaks elsewhere: the whole row of the pair, every scenario,
 * with the change and without. Rows are remembered, because many failing
 * cells of a pair share a cure.
 */
import type { Catalogue } from '../discover.js'
import type { CellResult, Scenario } from '../model.js'
import { replan, replanAt, type PlannedCell } from '../plan.js'
import { scenarioPoints } from '../scenario-points.js'
import type { Changed } from './attribute.js'

export interface EffectsInit {
  readonly catalogue: Catalogue
  readonly run: (planned: PlannedCell) => Promise<CellResult>
  readonly signal: AbortSignal
}

/** Scenarios that race, wait or are not in the default matrix prove nothing. */
const inRow = (scenario: Scenario): boolean =>
  scenario.optIn !== true && scenario.repeat === undefined

const parallel = 4

export class Effects {
  readonly #init: EffectsInit
  readonly #results = new Map<string, Promise<CellResult>>()

  constructor(init: EffectsInit) {
    this.#init = init
  }

  #result(planned: PlannedCell): Promise<CellResult> {
    const { id, server, client } = planned.cell
    const key = `${id} ${server.backend} ${client.backend}`
    let result = this.#results.get(key)
    if (result === undefined) {
      result = this.#init.run(planned)
      this.#results.set(key, result)
    }
    return result
  }

  async #compare(
    before: PlannedCell,
    changed: Changed,
  ): Promise<string | null> {
    if (before.refusal !== null) return null
    const after = replan(before, changed)
    if (after.refusal !== null) return null
    const { verdict, findings, reason } = await this.#result(after)
    if (verdict === 'pass') return null
    if ((await this.#result(before)).verdict !== 'pass') return null
    return `${before.cell.scenario}: ${findings[0]?.id ?? reason ?? verdict}`
  }

  /** Cells of the row that pass as it is and fail with the change. */
  async of(planned: PlannedCell, changed: Changed): Promise<string[]> {
    const row = [...this.#init.catalogue.scenarios.values()]
      .filter(inRow)
      .flatMap(scenario =>
        scenarioPoints(scenario).map(point =>
          replanAt(planned, scenario, point),
        ),
      )
    const broken: string[] = []
    const queue = row[Symbol.iterator]()
    const lane = async (): Promise<void> => {
      for (const cell of queue) {
        if (this.#init.signal.aborted) return
        const effect = await this.#compare(cell, changed)
        if (effect !== null) broken.push(effect)
      }
    }
    await Promise.all(Array.from({ length: parallel }, lane))
    return broken.sort()
  }
}
