/** Options of either side, and which finding which value cures. */

export type SecurityCost = 'none' | 'low' | 'high'

/**
 * A named setting of a peer in its vendor's spelling. Server and client
 * options have this one shape; attribution sees nothing else.
 */
export interface Option {
  /** in one line: what changes on the wire */
  readonly effect: string
  readonly type: 'boolean' | 'choice' | 'number' | 'text' | 'file'
  /** for boolean and choice, in the vendor's spelling */
  readonly values?: readonly string[]
  /** by version: the newest entry whose key is <= the version holds; '' unset */
  readonly default: string | Readonly<Record<string, string>>
  /** first and last version that knows it; a version outside does not offer it */
  readonly since?: string
  readonly until?: string
  readonly reference: string
  readonly cures?: readonly Cure[]
  /** how well the behaviour is known */
  readonly evidence?: 'verified' | 'source' | 'documentation' | 'report'
}

/** "When finding F is raised and I have the value `when`, try `to`." */
export interface Cure {
  readonly finding: string
  /** current values that can be to blame; absent = any value but `to` */
  readonly when?: readonly string[]
  readonly to: string
  readonly securityCost: SecurityCost
  /** one line: what the loosening exposes; '' when cost is none */
  readonly exposes: string
  /** since which version of the product this value has this effect */
  readonly since?: string
  /**
   * Ranks cures that cost the same: the vendor's correction of the defect
   * before what hardens the peer, and both before what only avoids the fault.
   */
  readonly nature?: 'correction' | 'hardening'
}

export type OptionValues = Readonly<Record<string, string>>
