/** Short ways to write cures in the lists of emulated products. */
import type { Cure } from '../../harness/model.js'

export const freeCures = (
  findings: readonly string[],
  to: string,
  when?: readonly string[],
): readonly Cure[] =>
  findings.map(finding => ({
    finding,
    to,
    ...(when === undefined ? {} : { when }),
    securityCost: 'none',
    exposes: '',
  }))

export const costlyCures = (
  findings: readonly string[],
  to: string,
  exposes: string,
  when?: readonly string[],
): readonly Cure[] =>
  findings.map(finding => ({
    finding,
    to,
    ...(when === undefined ? {} : { when }),
    securityCost: 'high',
    exposes,
  }))

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
