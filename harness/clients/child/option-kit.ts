/** Shapes of options and cures that many clients share. */
import type { Cure, Option } from '../../model.js'

export const free = (
  finding: string,
  when: readonly string[],
  to: string,
): Cure => ({ finding, when, to, securityCost: 'none', exposes: '' })

/** Findings that say: no session was offered, or none that could be taken. */
export const unresumed = [
  'data-session-not-reused',
  'data-session-not-reused-second-transfer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
] as const

export const below13 = (
  finding: string,
  when: readonly string[],
  to: string,
): Cure => ({
  finding,
  when,
  to,
  securityCost: 'low',
  exposes: 'TLS 1.2 instead of 1.3: certificates travel in clear',
})

const identityFindings = [
  'client-distrusts-server-cert',
  'client-hostname-mismatch',
  'server-cert-expired',
] as const

/** Verification switched off, for each finding that it would silence. */
export const blind = (
  when: readonly string[],
  to: string,
  findings: readonly string[] = identityFindings,
): Cure[] =>
  findings.map(finding => ({
    finding,
    when,
    to,
    securityCost: 'high',
    exposes: 'anyone on the way can pose as the server',
  }))

export const protectedData = (when: readonly string[], to: string): Cure[] =>
  ['server-requires-prot-p', 'client-prot-p-missing', 'data-not-encrypted'].map(
    finding => free(finding, when, to),
  )

export const passiveCures = (active: string, passive: string): Cure[] => [
  free('active-mode-client-unreachable', [active], passive),
  free('active-mode-refused', [active], passive),
  free('active-mode-address-rejected', [active], passive),
  free('passive-mode-refused', [passive], active),
]

type Rest = Partial<Pick<Option, 'cures' | 'evidence' | 'since' | 'until'>>

export const choice = (
  effect: string,
  values: readonly string[],
  standard: string,
  reference: string,
  rest: Rest = {},
): Option => ({
  effect,
  type: 'choice',
  values,
  default: standard,
  reference,
  evidence: 'verified',
  ...rest,
})

export const yesNo = (
  effect: string,
  standard: string,
  reference: string,
  rest: Rest & { readonly values?: readonly [string, string] } = {},
): Option => {
  const { values = ['YES', 'NO'], ...others } = rest
  return {
    effect,
    type: 'boolean',
    values,
    default: standard,
    reference,
    evidence: 'verified',
    ...others,
  }
}

export const text = (
  effect: string,
  standard: string,
  reference: string,
  rest: Rest = {},
): Option => ({
  effect,
  type: 'text',
  default: standard,
  reference,
  evidence: 'verified',
  ...rest,
})

/** The roots that a server certificate must lead to. */
export const rootsFile = (reference: string): Option => ({
  effect: 'the roots that a server certificate must lead to',
  type: 'file',
  default: 'ca.pem',
  reference,
  evidence: 'verified',
  cures: [free('client-distrusts-server-cert', ['', 'other-ca.pem'], 'ca.pem')],
})

/** TLS versions in a program's own spelling; '' is its default. */
export const highestTls = (
  spelled: { readonly v12: string; readonly v13: string },
  values: readonly string[],
  reference: string,
): Option => ({
  effect: 'highest TLS version that ClientHello offers',
  type: 'choice',
  values: ['', ...values],
  default: '',
  reference,
  evidence: 'verified',
  cures: [
    ...[
      'data-session-not-reused-tls13',
      'data-session-not-reused-tls13-second-transfer',
      'upload-reset-unread-tickets-tls13',
      'psk-binder-rejected-after-hrr',
      'server-data-fails-on-tls13-offer',
    ].map(finding => below13(finding, ['', spelled.v13], spelled.v12)),
    free(
      'client-tls-too-old',
      values.filter(v => v !== spelled.v13),
      '',
    ),
  ],
})
