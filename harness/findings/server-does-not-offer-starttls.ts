import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
  wireEvidence,
} from '../rules/look.js'
import { clearEhlo, mailControls, sentMail } from '../rules/mail.js'
import { offers } from '../wire/ehlo.js'

export default defineRule({
  id: 'server-does-not-offer-starttls',
  phase: 'starttls',
  severity: 'fault',
  title: 'The client requires TLS and the server has no STARTTLS',
  explanation:
    'The reply to EHLO does not offer STARTTLS, or the command is refused, and the client does not send mail without TLS. On z/OS that is Secure Yes or a STARTTLS in the spool file.',
  references: [
    'RFC 3207 4',
    'IP Configuration Reference, TargetServer, Secure',
  ],
  supersedes: [
    'client-abandons-starttls',
    'control-closed-by-server',
    'command-not-supported',
  ],
  find: transcript =>
    mailControls(transcript).flatMap(control => {
      const ehlo = clearEhlo(control)
      if (ehlo === null || sentMail(control) || control.handshake?.hello)
        return []
      const [tried] = exchanges(control, 'STARTTLS')
      // refused for what was sent behind it: that is as it should be
      const injected = transcript.context.intended?.steps?.some(
        s => s.do === 'inject',
      )
      const reply = injected === true ? null : refusedReply(tried ?? null)
      if (reply !== null)
        return [
          {
            statement: `The client requires TLS and the server refuses STARTTLS (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      if (tried !== undefined || offers(ehlo.text, 'STARTTLS')) return []
      const refusedByClient = transcript.steps.some(
        s => s.step === 'starttls' && !s.ok,
      )
      const left = control.closed?.by === 'client'
      if (!refusedByClient && !left) return []
      return [
        {
          statement:
            'The client requires TLS and the reply to EHLO does not offer STARTTLS.',
          certainty: refusedByClient ? ('stated' as const) : 'inferred',
          at: ehlo.at,
          evidence: [
            wireEvidence(transcript, 'no STARTTLS in the reply to EHLO'),
          ],
        },
      ]
    }),
})
