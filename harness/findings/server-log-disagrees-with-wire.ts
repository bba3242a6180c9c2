import { defineRule } from '../define.js'

export default defineRule({
  id: 'server-log-disagrees-with-wire',
  phase: 'data-tls',
  severity: 'warning',
  title: "The server's log and the wire say different things about a handshake",
  explanation:
    'The log says that a session was reused and the wire shows a full handshake, or the other way round. One of the two is misread, or something between terminates TLS.',
  references: ['vsftpd.conf(5) debug_ssl'],
  find: transcript =>
    [...transcript.controls, ...transcript.data].flatMap(connection => {
      const by = connection.handshake?.resumedBy ?? {}
      const logged = by['server-log']
      const seen = by['client-wire'] ?? by['server-wire'] ?? by['relay-wire']
      if (logged === undefined || seen === undefined || logged === seen)
        return []
      return [
        {
          statement: `The server's log says ${logged ? 'resumed' : 'full handshake'} for ${connection.role} connection ${connection.ordinal}, the wire shows ${seen ? 'resumption' : 'a full handshake'}.`,
          certainty: 'stated' as const,
          at: connection.at,
          evidence: [
            {
              source: 'server-log' as const,
              text: logged ? 'reused' : 'not reused',
            },
            {
              source: 'client-wire' as const,
              text: seen ? 'resumed' : 'full handshake',
            },
          ],
        },
      ]
    }),
})
