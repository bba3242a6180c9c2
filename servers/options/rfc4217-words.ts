/** What the lists of options by the book share. */
import type { Option } from '../../harness/model.js'

export const yesNo = ['yes', 'no'] as const

export const option = (
  effect: string,
  values: readonly string[],
  byDefault: string,
  reference: string,
  cures: Option['cures'] = [],
): Option => ({
  effect,
  type: 'choice',
  values,
  default: byDefault,
  reference,
  cures,
  evidence: 'documentation',
})

export const text = (
  effect: string,
  byDefault: string,
  reference: string,
  cures: Option['cures'] = [],
): Option => ({
  effect,
  type: 'text',
  default: byDefault,
  reference,
  cures,
  evidence: 'documentation',
})
