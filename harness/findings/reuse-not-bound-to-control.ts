import { defineRule } from '../define.js'
import { foreignSession } from '../rules/sessions.js'
import { transfers } from '../rules/transfers.js'

export default defineRule({
  id: 'reuse-not-bound-to-control',
  phase: 'data-tls',
  severity: 'note',
  title: 'The server accepts on a data connection a session of another login',
  explanation:
    'Requiring resumption is meant to bind a data connection to its control connection. This server accepted a session that another login obtained: with TLS tickets vsftpd proves only that the client has talked to this daemon before, because all its processes share the ticket key. With session ids it is bound.',
  references: [
    'vsftpd.conf(5) require_ssl_reuse',
    'vsftpd ssl.c: one SSL_CTX in the listener',
  ],
  find: transcript =>
    transfers(transcript).flatMap(({ data, reply }) => {
      const from = foreignSession(transcript, data)
      if (from === null || data.handshake?.resumed !== true) return []
      if (reply === null || reply.code >= 400) return []
      return [
        {
          statement: `The server accepted on data connection ${data.ordinal} a session that it had issued on another control connection.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            {
              source: 'client-wire' as const,
              text: `session issued on control connection ${from}, resumed on a data connection of control connection ${data.control}`,
            },
          ],
        },
      ]
    }),
})
