/** vsftpd's last words, "500 OOPS: …", in clear or as a reply. Pure. */
import type { Match, Transcript } from '../model.js'
import { quoteReply, replyEvidence, wireEvidence } from './look.js'

/** `quote`: put the server's own words behind the statement. */
export const oopsMatches = (
  transcript: Transcript,
  pattern: RegExp,
  statement: string,
  quote = false,
): Match[] =>
  transcript.controls.flatMap(control => {
    const clear = control.clearBytes.find(
      c => c.sender === 'server' && pattern.test(c.text),
    )
    if (clear !== undefined)
      return [
        {
          statement: quote
            ? `${statement}: ${JSON.stringify(clear.text.trim())}.`
            : statement,
          certainty: 'stated' as const,
          at: control.closed?.at ?? control.at,
          evidence: [
            wireEvidence(
              transcript,
              `server wrote in clear: ${clear.text.trim()}`,
            ),
          ],
        },
      ]
    for (const { replies } of control.exchanges) {
      const reply = replies.find(r => pattern.test(`${r.code} ${r.text}`))
      if (reply !== undefined)
        return [
          {
            statement: quote
              ? `${statement}: ${JSON.stringify(quoteReply(reply))}.`
              : statement,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
    }
    return []
  })
