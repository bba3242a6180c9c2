/** Cells as planned and as run, and the lines of run.jsonl. */
import type { StepOutcome } from './conversation.js'
import type { Event } from './event.js'
import type { Finding } from './finding.js'
import type { OptionValues, SecurityCost } from './option.js'
import type { Point } from './scenario.js'
import type { BackendName, Side } from './words.js'

export type Verdict =
  'pass' | 'fail' | 'flaky' | 'unsupported' | 'skipped' | 'error'

export interface PeerChoice {
  readonly profile: string
  readonly backend: BackendName
  readonly version: string
  /** only what differs from the product's default; vendor spelling */
  readonly options: OptionValues
}

/** A cell as planned; its id can be pasted to --only. */
export interface Cell {
  readonly id: string
  readonly scenario: string
  readonly point: Point
  readonly server: PeerChoice
  readonly client: PeerChoice
}

export interface Expected {
  readonly verdict: Verdict
  /** id of the first finding */
  readonly finding?: string
  readonly reason: string
}

export interface CellResult extends Cell {
  readonly verdict: Verdict
  /** why, for unsupported, skipped and error */
  readonly reason?: string
  readonly expected: Expected
  readonly asExpected: boolean
  readonly durationMs: number
  readonly steps: readonly StepOutcome[]
  readonly findings: readonly Finding[]
  readonly events: readonly Event[]
  /** for repeated cells */
  readonly runs?: readonly {
    readonly verdict: Verdict
    readonly durationMs: number
    readonly why?: string
  }[]
  readonly clientLog?: string
  readonly attribution?: Attribution
}

export interface Attribution {
  /** cells run for it, confirmations included, side effects not */
  readonly reruns: number
  /** false: the budget ended the search */
  readonly complete: boolean
  readonly cures: readonly CureSet[]
  /** suspects whose change did not alter the outcome */
  readonly refuted: readonly Change[]
  /** it passed when run again with nothing changed: nothing can be proved */
  readonly reproduced?: false
  /** for a passing cell: options that can be tightened and it still passes */
  readonly tolerates?: readonly Change[]
  /** for a passing cell: options that cannot, it fails then */
  readonly needs?: readonly Change[]
}

export interface CureSet {
  readonly rank: number
  readonly changes: readonly Change[]
  readonly securityCost: SecurityCost
  /** what each loosening exposes; empty when the cost is none */
  readonly exposes: readonly string[]
  readonly proof: 'proved'
  /** configuration lines in the order of the changes, joined by newlines */
  readonly line: string
  readonly sideEffects: readonly string[]
}

export interface Change {
  readonly side: Side
  readonly product: string
  readonly option: string
  readonly from: string
  readonly to: string
}

export interface Lane {
  readonly profile: string
  readonly side: Side
  readonly backend: BackendName
  readonly available: boolean
  readonly detail: string
  readonly hint?: string
}

/** One line of run.jsonl. */
export type JournalEntry =
  | {
      readonly type: 'run-start'
      readonly v: 1
      readonly tool: string
      readonly startedAt: string
      readonly node: string
      readonly openssl: string
      readonly platform: string
      readonly cells: number
      readonly lanes: readonly Lane[]
      readonly command: readonly string[]
    }
  | { readonly type: 'cell-start'; readonly id: string }
  | { readonly type: 'cell-end'; readonly cell: CellResult }
  /** one run of a changed cell, made to find or to confirm a cause */
  | {
      readonly type: 'rerun'
      readonly of: string
      readonly id: string
      readonly verdict: Verdict
      readonly finding?: string
      readonly durationMs: number
    }
  | {
      readonly type: 'run-end'
      readonly interrupted: boolean
      readonly durationMs: number
    }

export interface Summary {
  readonly cells: number
  readonly pass: number
  readonly fail: number
  readonly flaky: number
  readonly unsupported: number
  readonly skipped: number
  readonly error: number
  /** results that are not what was expected, in either direction */
  readonly deviations: number
  readonly durationMs: number
  readonly interrupted: boolean
}
