import { defineRule } from '../define.js'
import { replyEvidence } from '../rules/look.js'
import { offersOwnTicket } from '../rules/sessions.js'
import { failedTransfers, reuseEvidence } from '../rules/transfers.js'

export default defineRule({
  id: 'server-refuses-own-session',
  phase: 'data-tls',
  severity: 'fault',
  title: 'The server resumes its own session and then takes it for another',
  explanation:
    'The client did what the server asks for: it offered the ticket of its control connection, and the handshake resumed it. ProFTPD 1.3.7a on OpenSSL 1.1.1 (Debian 11) compares session ids all the same, which differ where a ticket was used under TLS 1.2, and refuses the data connection ("Client did not reuse TLS session from control channel"). A client that asks for no ticket, and is given a session id, passes; so does TLS 1.3.',
  references: ['proftpd mod_tls tls_data_session', 'RFC 5077 3.4'],
  supersedes: [
    'data-session-of-another-connection',
    'data-session-not-reused',
    'data-session-not-reused-tls13',
    'data-handshake-failed',
    'control-closed-by-server',
    'connection-cut',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      const { data, reply } = transfer
      if (data.handshake?.resumed !== true) return []
      if (!offersOwnTicket(transcript, data)) return []
      const told = data.facts.some(
        f => f.is === 'session-mismatch' || f.is === 'not-reused',
      )
      if (!told || reply === null || reply.code < 400) return []
      return [
        {
          statement:
            'The client resumed the session of its control connection on the data connection; the server refuses it as another one.',
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            ...reuseEvidence(transcript, transfer),
            replyEvidence(reply),
          ],
        },
      ]
    }),
})
