import { defineRule } from '../define.js'
import {
  earlierResumed,
  failedTransfers,
  reuseEvidence,
  reuseRefused,
  reuseStated,
} from '../rules/transfers.js'

export default defineRule({
  id: 'data-session-not-reused-tls13-second-transfer',
  phase: 'data-tls',
  severity: 'fault',
  title: 'Under TLS 1.3 the first data connection resumed, a later one did not',
  explanation:
    'Under TLS 1.3 a client should use a ticket once (RFC 8446 C.4). A client that copies the session of the control connection each time has no ticket left for the second data connection; it must take the newest ticket, also from earlier data connections. C-Kermit 10 beta and PHP before its correction behave so.',
  references: ['RFC 8446 4.6.1, C.4', 'php-src pull request 12851'],
  supersedes: [
    'connection-cut',
    'data-session-not-reused',
    'data-session-not-reused-second-transfer',
    'data-session-not-reused-tls13',
    'data-handshake-failed',
    'control-closed-by-server',
    'server-no-close-notify',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      if (!reuseRefused(transfer)) return []
      if (!earlierResumed(transcript, transfer.data)) return []
      if (transfer.data.handshake?.version !== 'TLSv1.3') return []
      return [
        {
          statement: `Under TLS 1.3 the client resumed on an earlier data connection but had no fresh ticket for number ${transfer.data.ordinal}; the server requires resumption on each.`,
          certainty: reuseStated(transfer)
            ? ('stated' as const)
            : ('inferred' as const),
          at: transfer.data.at,
          evidence: reuseEvidence(transcript, transfer),
        },
      ]
    }),
})
