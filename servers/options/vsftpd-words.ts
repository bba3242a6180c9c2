/** What the lists of vsftpd's options share. */
import type { Cure } from '../../harness/model.js'

export const yesNo = ['YES', 'NO'] as const
export const manual = 'vsftpd.conf(5)'

/** the same cure for several findings */
export const cures = (
  findings: readonly string[],
  cure: Omit<Cure, 'finding'>,
): readonly Cure[] => findings.map(finding => ({ finding, ...cure }))

/** TLS 1.3 itself is to blame, or switching it off helps */
export const tls13Findings = [
  'upload-reset-unread-tickets-tls13',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'session-of-lower-version',
  'psk-binder-rejected-after-hrr',
]
