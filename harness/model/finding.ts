/** Rules, what they return, and what is told of it. */
import type { Vantage } from './event.js'
import type { SecurityCost } from './option.js'
import type { Transcript } from './transcript.js'
import type { Phase, Side } from './words.js'

export type Severity = 'fault' | 'warning' | 'note'

export type Certainty = 'proved' | 'stated' | 'inferred'

export interface Rule {
  readonly id: string
  readonly phase: Phase
  readonly severity: Severity
  /** the id as a sentence */
  readonly title: string
  /** for `explain`: what it means, in a paragraph */
  readonly explanation: string
  readonly references: readonly string[]
  /** ids that this one makes superfluous: it is more exact, or the cause of them */
  readonly supersedes?: readonly string[]
  /** it shows or not, as one of two processes is faster: a cell runs again */
  readonly race?: boolean
  /** ids whose options are suspects of this one too */
  readonly suspectsOf?: readonly string[]
  /** pure: looks at nothing but the transcript */
  find(transcript: Transcript): readonly Match[]
}

/** What a rule returns; the engine adds the id and the culprits. */
export interface Match {
  readonly statement: string
  readonly certainty: 'stated' | 'inferred'
  readonly evidence: readonly Evidence[]
  readonly phase?: Phase
  /** which artefact would settle what is still open */
  readonly settledBy?: string
  /** place in the session: orders findings of one phase */
  readonly at?: number
}

export interface Evidence {
  readonly source: Vantage
  readonly text: string
}

export interface Culprit {
  readonly side: Side
  readonly product: string
  readonly option: string
  readonly value: string
  readonly cure: string
  readonly securityCost: SecurityCost
  readonly exposes: string
  /** the exact line to write */
  readonly line: string
}

export interface Finding {
  readonly id: string
  readonly phase: Phase
  readonly severity: Severity
  readonly statement: string
  readonly certainty: Certainty
  readonly culprits: readonly Culprit[]
  readonly evidence: readonly Evidence[]
  readonly settledBy?: string
}
