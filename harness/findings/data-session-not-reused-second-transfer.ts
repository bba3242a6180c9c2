import { defineRule } from '../define.js'
import {
  earlierResumed,
  failedTransfers,
  reuseEvidence,
  reuseRefused,
  reuseStated,
} from '../rules/transfers.js'

export default defineRule({
  id: 'data-session-not-reused-second-transfer',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The first data connection resumed the control session, a later one did not',
  explanation:
    'The client resumes once and then stops: it gave the session up after the first use, lost it after an upload, or the server refused it the second time.',
  references: ['vsftpd.conf(5) require_ssl_reuse', 'RFC 8446 C.4'],
  supersedes: [
    'connection-cut',
    'data-session-not-reused',
    'data-handshake-failed',
    'control-closed-by-server',
    'server-no-close-notify',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      if (!reuseRefused(transfer)) return []
      if (!earlierResumed(transcript, transfer.data)) return []
      if (transfer.data.handshake?.version === 'TLSv1.3') return []
      return [
        {
          statement: `The client resumed the session on an earlier data connection but not on number ${transfer.data.ordinal}; the server requires it on each.`,
          certainty: reuseStated(transfer)
            ? ('stated' as const)
            : ('inferred' as const),
          at: transfer.data.at,
          evidence: reuseEvidence(transcript, transfer),
        },
      ]
    }),
})
