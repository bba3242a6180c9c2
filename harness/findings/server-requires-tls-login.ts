import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

const words = /encrypt|\bSSL\b|\bTLS\b|secure|protected|cleartext/i

export default defineRule({
  id: 'server-requires-tls-login',
  phase: 'login',
  severity: 'fault',
  title: 'The server refuses a login without TLS',
  explanation:
    'USER or PASS was sent in clear and the server insists on AUTH first.',
  references: ['RFC 4217 11', 'vsftpd.conf(5) force_local_logins_ssl'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      exchanges(control, 'USER', 'PASS').flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply === null || !exchange.clear || !words.test(reply.text))
          return []
        if (/may not use/i.test(reply.text)) return []
        return [
          {
            statement: `The server refuses a login without TLS (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
