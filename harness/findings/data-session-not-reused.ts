import { defineRule } from '../define.js'
import {
  earlierResumed,
  failedTransfers,
  reuseEvidence,
  reuseRefused,
  reuseStated,
} from '../rules/transfers.js'

export default defineRule({
  id: 'data-session-not-reused',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The server requires the data connection to resume the control session and the client does not',
  explanation:
    'The server takes a data connection only if its TLS session was resumed, as proof that the same client opened it. The client made a full handshake. vsftpd answers 522, ProFTPD 425, FileZilla Server 425 or 450. The client completes its handshake and sees an empty or broken transfer; the reason is in the reply on the control connection.',
  references: [
    'vsftpd.conf(5) require_ssl_reuse',
    'mod_tls TLSOptions NoSessionReuseRequired',
    'RFC 4217 10',
  ],
  supersedes: [
    'connection-cut',
    'data-handshake-failed',
    'control-closed-by-server',
    'server-no-close-notify',
    'upload-without-close-notify',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      if (!reuseRefused(transfer)) return []
      if (earlierResumed(transcript, transfer.data)) return []
      if (transfer.data.handshake?.offer === 'psk') return []
      return [
        {
          statement:
            'The client made a new TLS session on the data connection; the server requires the session of the control connection.',
          certainty: reuseStated(transfer)
            ? ('stated' as const)
            : ('inferred' as const),
          at: transfer.data.at,
          evidence: reuseEvidence(transcript, transfer),
        },
      ]
    }),
})
