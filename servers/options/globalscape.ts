/** GlobalSCAPE EFT: what its help and one support article tell. */
import type { Option } from '../../harness/model.js'
import { freeCures } from './cure-kit.js'
import { realiseBy } from './realise-by.js'

const noop = 'Allow FTP client anti-timeout schemes'

export const globalscapeOptions: Readonly<Record<string, Option>> = {
  [noop]: {
    effect: 'cleared: NOOP is an invalid command, and too many end the session',
    type: 'choice',
    values: ['selected', 'cleared'],
    default: 'selected',
    reference:
      'GlobalSCAPE EFT 7.4 help, Allowing or disallowing the NOOP command',
    evidence: 'documentation',
    cures: freeCures(['command-not-supported'], 'selected', ['cleared']),
  },
}

export const realiseGlobalscape = realiseBy('GlobalSCAPE EFT', {
  implicit: () => ({}),
  dataProtection: value =>
    value === 'optional' ? {} : 'GlobalSCAPE EFT is emulated without that rule',
  loginProtection: value =>
    value === 'optional' ? {} : 'GlobalSCAPE EFT is emulated without that rule',
})
