import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'server-forbids-ccc',
  phase: 'protect',
  severity: 'fault',
  title: 'The server does not let the control connection go back to clear',
  explanation:
    'CCC was refused. Clients use it so that a firewall can read PASV and PORT again. vsftpd does not have it at all.',
  references: ['RFC 2228 3 CCC', 'RFC 4217 12.3'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      exchanges(control, 'CCC').flatMap(exchange => {
        const reply = refusedReply(exchange)
        return reply === null
          ? []
          : [
              {
                statement: `The server refuses CCC (${quoteReply(reply)}).`,
                certainty: 'stated' as const,
                at: reply.at,
                evidence: [replyEvidence(reply)],
              },
            ]
      }),
    ),
})
