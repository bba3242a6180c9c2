/** Short ways to write cures in the lists of options. */
import type { Cure } from '../../harness/model.js'

/** The same cure for several findings. */
export const cures = (
  findings: readonly string[],
  cure: Omit<Cure, 'finding'>,
): readonly Cure[] => findings.map(finding => ({ finding, ...cure }))

export const free = { securityCost: 'none', exposes: '' } as const

const ifAny = (when?: readonly string[]): Pick<Cure, 'when'> =>
  when === undefined ? {} : { when }

export const freeCure = (
  finding: string,
  to: string,
  when?: readonly string[],
): Cure => ({ finding, to, ...ifAny(when), ...free })

export const costlyCure = (
  finding: string,
  to: string,
  exposes: string,
  when?: readonly string[],
): Cure => ({ finding, to, ...ifAny(when), securityCost: 'high', exposes })

export const freeCures = (
  findings: readonly string[],
  to: string,
  when?: readonly string[],
): readonly Cure[] => findings.map(finding => freeCure(finding, to, when))

export const costlyCures = (
  findings: readonly string[],
  to: string,
  exposes: string,
  when?: readonly string[],
): readonly Cure[] =>
  findings.map(finding => costlyCure(finding, to, exposes, when))

export const clearData = 'contents and names cross the network in clear'
export const clearLogin = 'passwords cross the network in clear'
export const hijack =
  'another client behind the same address can take over a data connection'

export const reuseFindings: readonly string[] = [
  'data-session-not-reused',
  'data-session-not-reused-second-transfer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'data-session-of-another-connection',
  'server-session-cache-expired',
]

export const filesInClear = 'listings and files go over the network in clear'
export const passwordsInClear = 'passwords go over the network in clear'
