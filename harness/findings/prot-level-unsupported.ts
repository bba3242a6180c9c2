import { defineRule } from '../define.js'
import type { Exchange, Match, Transcript } from '../model.js'
import {
  exchanges,
  finalReply,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

/**
 * Pure-FTPd says 200 to S and E and means P; a client that takes its own word
 * for it then sends no TLS.
 */
const takenForAnother = (
  transcript: Transcript,
  exchange: Exchange,
): Match | null => {
  const reply = finalReply(exchange)
  if (reply?.code !== 200 || failedTransfers(transcript).length === 0)
    return null
  const level = /not understood.{0,20}fall ?back to "?(\w+)/i.exec(reply.text)
  if (level === null) return null
  return {
    statement: `The server does not know PROT ${exchange.argument}, answers 200 all the same and means ${level[1] ?? 'another level'} (${quoteReply(reply)}).`,
    certainty: 'stated',
    at: reply.at,
    evidence: [replyEvidence(reply)],
  }
}

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
        if (exchange.clear) return []
        const taken = takenForAnother(transcript, exchange)
        if (taken !== null) return [taken]
        const reply = refusedReply(exchange)
        if (reply === null) return []
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
