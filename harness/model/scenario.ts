/** One scenario: both sides, and what must be observed. */
import type { Conversation } from './conversation.js'
import type { ServerSettings } from './settings.js'
import type { Protocol, TlsVersion } from './words.js'

export interface Scenario {
  readonly protocol?: Protocol
  /** the path below scenarios/, e.g. reuse/data-must-resume */
  readonly id: string
  /** a sentence */
  readonly title: string
  /** who is hurt when this fails, two or three lines */
  readonly why: string
  /** RFC clause, bug, thread */
  readonly references: readonly string[]
  /** named dimensions; each combination is one variant of the scenario */
  readonly matrix?: Readonly<Record<string, readonly string[]>>
  /** the declaration for one point of the matrix */
  readonly conversation: Conversation | ((point: Point) => Conversation)
  readonly server?: ServerSettings | ((point: Point) => ServerSettings)
  /** what stands between them: the name of a file in harness/networks/ */
  readonly network?: string | ((point: Point) => string)
  /** what must be observed for the cell to pass, beyond every step working */
  readonly require?: Requirement | ((point: Point) => Requirement)
  /** finding ids that it may raise: linted against harness/findings */
  readonly findings: readonly string[]
  /** runs per cell when the outcome is a race; verdict flaky when mixed */
  readonly repeat?: number
  /** not part of the default matrix */
  readonly optIn?: boolean
}

export type Point = Readonly<Record<string, string>>

export interface Requirement {
  /** every data connection was proved resumed at every end that can tell */
  readonly dataResumed?: boolean
  /** the scenario wants a refusal: it passes when the peer refuses cleanly */
  readonly refused?: {
    readonly step: 'auth' | 'login' | 'prot' | 'data' | 'put' | 'control-tls'
    readonly codes?: readonly number[]
  }
  readonly dataProtected?: boolean
  readonly tlsVersion?: TlsVersion
}
