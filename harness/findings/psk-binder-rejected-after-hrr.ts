import { defineRule } from '../define.js'
import { alertEvidence, reasons, sentAlert } from '../rules/look.js'

/** OpenSSL: binder does not verify */
const badBinder = 253

export default defineRule({
  id: 'psk-binder-rejected-after-hrr',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The client computes its ticket proof wrongly after a HelloRetryRequest',
  explanation:
    'The server asks for another curve (vsftpd and Pure-FTPd know P-256 only), and the client repeats its ClientHello with a binder that does not cover the first exchange. Go 1.19.6 to 1.19.8 does so, and with it rclone 1.60. The session can be resumed only without the retry, or under TLS 1.2.',
  references: ['RFC 8446 4.2.11.2', 'golang issue 59424'],
  supersedes: [
    'data-handshake-failed',
    'data-handshake-failed-oops',
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    [...transcript.controls, ...transcript.data].flatMap(connection => {
      const { handshake } = connection
      const control = transcript.controls.find(
        c =>
          connection.role === 'data' &&
          'control' in connection &&
          c.ordinal === connection.control,
      )
      const stated =
        reasons(connection, 'server').includes(badBinder) ||
        (control !== undefined &&
          reasons(control, 'server').includes(badBinder))
      const inferred =
        handshake?.retried === true &&
        handshake.offer === 'psk' &&
        !handshake.completed &&
        sentAlert(connection, 'server', 47, 51)
      if (handshake === null || (!stated && !inferred)) return []
      if (handshake.completed || handshake.offer !== 'psk') return []
      return [
        {
          statement:
            'After a HelloRetryRequest the server rejected the binder of the ticket that the client offered.',
          certainty: stated ? ('stated' as const) : ('inferred' as const),
          at: connection.at,
          evidence: alertEvidence(transcript, connection),
        },
      ]
    }),
})
