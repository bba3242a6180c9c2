import { defineRule } from '../define.js'
import {
  failedTransfers,
  reuseEvidence,
  reuseRefused,
} from '../rules/transfers.js'

export default defineRule({
  id: 'client-cache-key-differs',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The client stores the session under one name and looks it up under another',
  explanation:
    "The client's TLS library keeps sessions by host and port. The data connection has another port, so the lookup finds nothing, unless the program sets a key of its own. Perl's IO::Socket::SSL with Net::FTP is the known case.",
  references: ['IO::Socket::SSL SSL_session_key', 'Net::FTP 3.14'],
  supersedes: [
    'data-session-not-reused',
    'data-handshake-failed',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      if (!reuseRefused(transfer)) return []
      if (transfer.data.handshake?.offer !== 'none') return []
      // the wire shows only that nothing was offered: the product must be known
      if (!/\bperl\b/i.test(transcript.context.client?.product ?? '')) return []
      return [
        {
          statement:
            'The client keeps its TLS session under the host alone and looks it up under host and port: the data connection finds none.',
          certainty: 'inferred' as const,
          at: transfer.data.at,
          evidence: reuseEvidence(transcript, transfer),
        },
      ]
    }),
})
