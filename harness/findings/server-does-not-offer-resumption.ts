import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'
import {
  failedTransfers,
  reuseEvidence,
  reuseRefused,
} from '../rules/transfers.js'

export default defineRule({
  id: 'server-does-not-offer-resumption',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The server requires resumption and gave the client no session to resume',
  explanation:
    'On the control connection the server sent neither a session id nor a ticket (under TLS 1.3: no ticket), yet it refuses data connections that do not resume.',
  references: ['RFC 5246 7.4.1.3', 'RFC 5077 3', 'RFC 8446 4.6.1'],
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
      const control = transcript.controls.find(
        c => c.ordinal === transfer.data.control,
      )
      const handshake = control?.handshake
      if (!handshake?.serverHello || !handshake.completed) return []
      if (handshake.tickets.length > 0) return []
      // TLS 1.3 tickets are visible only with the secrets
      if (handshake.version === 'TLSv1.3') {
        if (handshake.certificates === null) return []
      } else if (handshake.serverHello.sessionId !== '') {
        // an id that the server does not keep: a client that wants to resume
        // has a session to offer only if its library believes in it
        const wanted = transcript.context.intended?.dataSession === 'control'
        if (!wanted || transfer.data.handshake?.resumed === true) return []
      }
      return [
        {
          statement:
            'The server requires a resumed session on data connections but issued none on the control connection.',
          certainty: 'stated' as const,
          at: transfer.data.at,
          evidence: [
            wireEvidence(
              transcript,
              'control connection: no session id and no ticket from the server',
            ),
            ...reuseEvidence(transcript, transfer),
          ],
        },
      ]
    }),
})
