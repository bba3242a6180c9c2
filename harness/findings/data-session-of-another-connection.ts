import { defineRule } from '../define.js'
import { replyEvidence } from '../rules/look.js'
import {
  failedTransfers,
  reuseEvidence,
  reuseRefused,
} from '../rules/transfers.js'
import { foreignSession, offersOwnTicket } from '../rules/sessions.js'

const words =
  /does not match the control|session from control channel|of the control connection/i
/** FileZilla Server 0.9 has one text for this and for a full handshake */
const eitherWords = /not resumed or/i

export default defineRule({
  id: 'data-session-of-another-connection',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The session offered on the data connection belongs to another control connection',
  explanation:
    'The client keeps one session per host and offers it on every data connection. A server that binds data to its control connection (ProFTPD, FileZilla Server, vsftpd with session ids) refuses a session that another login obtained.',
  references: [
    'proftpd pull request 930',
    'vsftpd ssl.c: session cache in the per-connection process',
  ],
  supersedes: [
    'connection-cut',
    'data-session-not-reused',
    'data-session-not-reused-tls13',
    'data-session-not-reused-second-transfer',
    'data-session-not-reused-tls13-second-transfer',
    'data-handshake-failed',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      const { data, reply } = transfer
      const said =
        reply !== null &&
        words.test(reply.text) &&
        !eitherWords.test(reply.text) &&
        data.handshake?.offer !== 'none'
      const told = data.facts.some(f => f.is === 'session-mismatch')
      // ProFTPD 1.3.7a says so of the client's own session, too
      if (offersOwnTicket(transcript, data)) return []
      const from = foreignSession(transcript, data)
      if (!said && !told && (from === null || !reuseRefused(transfer)))
        return []
      return [
        {
          statement:
            'The client offered a session of another control connection on the data connection; the server accepts only that of this one.',
          certainty: said || told ? ('stated' as const) : ('inferred' as const),
          at: data.at,
          evidence:
            from === null
              ? reply === null
                ? []
                : [replyEvidence(reply)]
              : [
                  {
                    source: 'client-wire' as const,
                    text: `the session offered on data connection ${data.ordinal} was issued on control connection ${from}`,
                  },
                  ...reuseEvidence(transcript, transfer),
                ],
        },
      ]
    }),
})
