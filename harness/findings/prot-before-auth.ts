import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'prot-before-auth',
  phase: 'protect',
  severity: 'fault',
  title: 'PBSZ or PROT was sent before TLS was agreed',
  explanation:
    'RFC 2228 wants AUTH, then PBSZ, then PROT. The client sent PBSZ or PROT on a connection without TLS, or PROT without PBSZ to a server that insists on the order.',
  references: ['RFC 2228 3, RFC 4217 9'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      exchanges(control, 'PBSZ', 'PROT').flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply?.code !== 503 && !(reply !== null && exchange.clear))
          return []
        return [
          {
            statement: `${exchange.verb} was refused for its place in the dialogue (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
