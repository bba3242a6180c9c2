import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'prot-level-unsupported',
  phase: 'protect',
  severity: 'fault',
  title:
    'The server does not support the protection level that the client asks for',
  explanation:
    "PROT was refused for its argument. Under TLS only C (clear) and P (private) exist; S and E belong to other mechanisms (RFC 4217 9). Some servers are also strict about the letter's case.",
  references: ['RFC 2228 3 PROT', 'RFC 4217 9'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      exchanges(control, 'PROT').flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply === null || exchange.clear) return []
        if (![504, 521, 534, 536].includes(reply.code)) return []
        // refusing C is policy, not a missing level
        if (exchange.argument.toUpperCase() === 'C') return []
        return [
          {
            statement: `The server does not support PROT ${exchange.argument} (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
