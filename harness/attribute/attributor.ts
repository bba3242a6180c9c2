/** Decides which cells of a run are attributed, and keeps what they share. */
import type { Catalogue } from '../discover.js'
import type { CellResult, JournalEntry, Side } from '../model.js'
import type { PlannedCell } from '../plan.js'
import {
  attributeFailure,
  attributePass,
  type AttributeOptions,
} from './attribute.js'
import { Effects } from './effects.js'

export interface AttributionPlan {
  /** new: failures that were not expected; all: also passing cells */
  readonly which: 'none' | 'new' | 'fail' | 'all'
  /** reruns per cell */
  readonly budget: number
  readonly mine?: Side
  /** run the first cure of each cell against the whole row of its pair */
  readonly sideEffects: boolean
}

export const defaultAttribution: AttributionPlan = {
  which: 'new',
  budget: 30,
  sideEffects: true,
}

export interface AttributorInit {
  readonly catalogue: Catalogue
  readonly plan: AttributionPlan
  readonly signal: AbortSignal
  readonly run: (planned: PlannedCell) => Promise<CellResult>
  readonly onRerun?: (entry: Extract<JournalEntry, { type: 'rerun' }>) => void
}

export class Attributor {
  readonly #init: AttributorInit
  readonly #effects: Effects

  constructor(init: AttributorInit) {
    this.#init = init
    this.#effects = new Effects(init)
  }

  #options(): AttributeOptions {
    const { plan, run, signal, onRerun } = this.#init
    return {
      budget: plan.budget,
      signal,
      run,
      ...(plan.mine === undefined ? {} : { mine: plan.mine }),
      ...(plan.sideEffects
        ? { sideEffects: (p, changed) => this.#effects.of(p, changed) }
        : {}),
      onRerun: (of, result) =>
        onRerun?.({
          type: 'rerun',
          of: of.cell.id,
          id: result.id,
          verdict: result.verdict,
          durationMs: result.durationMs,
          ...(result.findings[0] === undefined
            ? {}
            : { finding: result.findings[0].id }),
        }),
    }
  }

  /** The result as it is when the plan does not ask for more. */
  async attribute(
    planned: PlannedCell,
    result: CellResult,
  ): Promise<CellResult> {
    const { which } = this.#init.plan
    const { verdict, asExpected } = result
    if (which === 'none') return result
    if (verdict === 'pass')
      return which === 'all'
        ? attributePass(planned, result, this.#options())
        : result
    if (verdict !== 'fail' && verdict !== 'flaky') return result
    if (which === 'new' && asExpected) return result
    return attributeFailure(planned, result, this.#options())
  }
}
