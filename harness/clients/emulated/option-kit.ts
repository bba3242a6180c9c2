/**
 * What the catalogues of emulated products share. Which version of TLS a
 * product calls how is a table; what a value cures is not told twice.
 */
import type { Cure, Option, TlsVersion } from '../../model.js'
import { below13, free } from '../child/option-kit.js'

/** A product's own spelling of TLS versions, oldest first. */
export type Spelled = Readonly<Record<string, TlsVersion>>

export const versionOf = (
  spelled: Spelled,
  value: string,
  standard: TlsVersion,
): TlsVersion => spelled[value] ?? standard

const spellingOf = (spelled: Spelled, version: TlsVersion): string =>
  Object.entries(spelled).find(([, v]) => v === version)?.[0] ?? ''

type Stated = Pick<Option, 'default' | 'reference' | 'evidence'> & {
  readonly since?: string
}

/** Resumed in TLS 1.2 and not, or not twice, or not after uploads, in 1.3. */
export const tls13Trouble = [
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'upload-reset-unread-tickets-tls13',
] as const

export const highest = (
  spelled: Spelled,
  stated: Stated,
  also: readonly Cure[] = [],
): Option => ({
  effect: 'highest TLS version that ClientHello offers',
  type: 'choice',
  values: Object.keys(spelled),
  cures: [
    ...tls13Trouble.map(finding =>
      below13(
        finding,
        ['', spellingOf(spelled, 'TLSv1.3')],
        spellingOf(spelled, 'TLSv1.2'),
      ),
    ),
    {
      ...free('client-tls-too-old', [], spellingOf(spelled, 'TLSv1.2')),
      when: ['TLSv1', 'TLSv1.1'].map(v => spellingOf(spelled, v as TlsVersion)),
    },
    ...also,
  ],
  ...stated,
})

export const lowest = (spelled: Spelled, stated: Stated): Option => ({
  effect: 'lowest TLS version that ClientHello offers',
  type: 'choice',
  values: Object.keys(spelled),
  cures: [
    {
      finding: 'client-tls-too-new-only',
      to: spellingOf(spelled, 'TLSv1'),
      securityCost: 'high',
      exposes: 'TLS 1.0 and 1.1 are deprecated (RFC 8996)',
    },
  ],
  ...stated,
})
