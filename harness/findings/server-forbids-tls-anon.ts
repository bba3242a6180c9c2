import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'server-forbids-tls-anon',
  phase: 'login',
  severity: 'fault',
  title: 'The server lets nobody log in anonymously under TLS',
  explanation:
    'vsftpd refuses anonymous sessions under TLS unless allow_anon_ssl is set.',
  references: ['vsftpd.conf(5) allow_anon_ssl'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      exchanges(control, 'USER', 'PASS').flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply === null || exchange.clear) return []
        if (!/anonymous.*may not use encryption/i.test(reply.text)) return []
        return [
          {
            statement: `The server refuses an anonymous login under TLS (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
