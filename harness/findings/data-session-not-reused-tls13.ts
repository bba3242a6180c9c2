import { defineRule } from '../define.js'
import {
  earlierResumed,
  failedTransfers,
  reuseEvidence,
  reuseRefused,
  reuseStated,
} from '../rules/transfers.js'

export default defineRule({
  id: 'data-session-not-reused-tls13',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'Under TLS 1.3 the server did not accept the session that the client offered',
  explanation:
    'The client offered a ticket (pre_shared_key) on its first data connection and the server made a full handshake all the same, then refused it for that. The ticket is not one that this server can open, or it is no longer valid.',
  references: ['RFC 8446 4.2.11', 'vsftpd.conf(5) require_ssl_reuse'],
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
      if (earlierResumed(transcript, transfer.data)) return []
      const { handshake } = transfer.data
      if (handshake?.version !== 'TLSv1.3' || handshake.offer !== 'psk')
        return []
      return [
        {
          statement:
            'Under TLS 1.3 the server did not accept the ticket that the client offered on the data connection, and it requires a resumed session.',
          certainty: reuseStated(transfer)
            ? ('stated' as const)
            : ('inferred' as const),
          at: transfer.data.at,
          evidence: reuseEvidence(transcript, transfer),
        },
      ]
    }),
})
