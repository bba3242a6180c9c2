import { defineRule } from '../define.js'
import {
  failedTransfers,
  reuseEvidence,
  reuseRefused,
} from '../rules/transfers.js'

export default defineRule({
  id: 'session-of-lower-version',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The session offered on the data connection is of another TLS version than the one negotiated',
  explanation:
    'A TLS 1.2 session cannot be resumed in a TLS 1.3 handshake. A client that connects its control channel under TLS 1.2 must not offer TLS 1.3 on its data connections.',
  references: ['RFC 8446 4.2.11'],
  supersedes: [
    'connection-cut',
    'data-session-not-reused',
    'data-session-not-reused-tls13',
    'data-handshake-failed',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      if (!reuseRefused(transfer)) return []
      const { data } = transfer
      const control = transcript.controls.find(c => c.ordinal === data.control)
      const before = control?.handshake?.version
      const now = data.handshake?.version
      if (before == null || now == null || before === now) return []
      if (data.handshake?.offer === 'none') return []
      return [
        {
          statement: `The control connection uses ${before}, the data connection was negotiated as ${now}: its session cannot be resumed.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: reuseEvidence(transcript, transfer),
        },
      ]
    }),
})
