import { defineRule } from '../define.js'
import { exchanges, quoteReply, replyEvidence } from '../rules/look.js'
import { mailControls, refusedMail } from '../rules/mail.js'

export default defineRule({
  id: 'client-no-ehlo-after-starttls',
  phase: 'mail',
  severity: 'fault',
  title: 'The client does not say EHLO again inside TLS',
  explanation:
    'A server forgets what the client said before TLS and wants another EHLO. The client goes on with MAIL and is refused with 503. On z/OS: Options TLSEhlo NO.',
  references: ['RFC 3207 4.2', 'IP Configuration Reference, Options, TLSEhlo'],
  supersedes: ['command-not-supported'],
  find: transcript =>
    mailControls(transcript).flatMap(control => {
      const again = exchanges(control, 'EHLO', 'HELO').some(e => !e.clear)
      if (again || control.handshake?.completed !== true) return []
      return refusedMail(control, /HELO|EHLO|hello/i)
        .filter(({ exchange }) => !exchange.clear)
        .slice(0, 1)
        .map(({ reply }) => ({
          statement: `The client sent no EHLO inside TLS and the server wants one (${quoteReply(reply)}).`,
          certainty: 'stated' as const,
          at: reply.at,
          evidence: [replyEvidence(reply)],
        }))
    }),
})
