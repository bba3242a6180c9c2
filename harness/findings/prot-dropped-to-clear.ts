import { defineRule } from '../define.js'
import {
  exchanges,
  finalReply,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'prot-dropped-to-clear',
  phase: 'protect',
  severity: 'warning',
  title: 'A refused PROT switched the encryption of data off',
  explanation:
    'A refused PROT must leave the protection level as it was (RFC 2228 3). Pure-FTPd answers 534 "Fallback to [C]" to a level that it does not know, a lower-case p among them, and from then on moves data in clear, also after a PROT P that it had accepted. Only --tls=3 keeps such transfers from happening.',
  references: ['RFC 2228 3 PROT', 'Pure-FTPd src/ftp_parser.c: PROT'],
  supersedes: ['data-handshake-failed'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const levels = exchanges(control, 'PROT')
      return levels.flatMap((exchange, i) => {
        const reply = refusedReply(exchange)
        if (reply === null || exchange.clear) return []
        if (!/fall ?back to \[?C\b/i.test(reply.text)) return []
        const was = levels
          .slice(0, i)
          .findLast(e => finalReply(e)?.code === 200)?.argument
        return [
          {
            statement: `The server refuses PROT ${exchange.argument} (${quoteReply(reply)}) and moves data in clear from then on${was?.toUpperCase() === 'P' ? ', although PROT P had been agreed' : ''}.`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      })
    }),
})
