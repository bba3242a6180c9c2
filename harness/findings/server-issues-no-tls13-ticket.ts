import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'server-issues-no-tls13-ticket',
  phase: 'control-tls',
  severity: 'note',
  title: 'The server issues no TLS 1.3 ticket: nothing can be resumed',
  explanation:
    'Under TLS 1.3 a session is resumed by a ticket that the server sends after the handshake (RFC 8446 4.6.1). This server sends none, so every data connection is a full handshake, whatever the client does. It is harmless as long as nobody insists on resumption: Pure-FTPd since 1.0.50 sends none so that uploads are not cut by unread tickets, and does not require resumption; PHP 8.2.35 gives up without one.',
  references: [
    'RFC 8446 4.6.1',
    'Pure-FTPd ChangeLog 1.0.50',
    'php-src data_accept: failed to retrieve the existing SSL session',
  ],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const { handshake } = control
      if (handshake?.version !== 'TLSv1.3' || !handshake.completed) return []
      // tickets are visible only with the secrets, and come late
      if (handshake.certificates === null && handshake.resumed !== true)
        return []
      const mine = transcript.data.filter(
        d => d.control === control.ordinal && d.handshake?.completed === true,
      )
      const none =
        handshake.tickets.length === 0 &&
        mine.length > 0 &&
        mine.every(
          d =>
            d.handshake?.version === 'TLSv1.3' &&
            d.handshake.certificates !== null &&
            d.handshake.tickets.length === 0 &&
            d.handshake.offer === 'none',
        )
      if (!none) return []
      return [
        {
          statement:
            'The server sent no session ticket under TLS 1.3; every data connection was a full handshake.',
          certainty: 'stated' as const,
          at: handshake.at,
          evidence: [
            wireEvidence(
              transcript,
              `no NewSessionTicket on the control connection and on ${mine.length} data connection${mine.length === 1 ? '' : 's'}`,
            ),
          ],
        },
      ]
    }),
})
