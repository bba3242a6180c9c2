import { defineRule } from '../define.js'
import { quoteReply, wireEvidence, finalReply } from '../rules/look.js'
import {
  clearEhlo,
  mailControls,
  sentMail,
  startTlsAccepted,
} from '../rules/mail.js'

export default defineRule({
  id: 'client-abandons-starttls',
  phase: 'starttls',
  severity: 'fault',
  title: 'The client gives up before its ClientHello',
  explanation:
    'The server is ready for TLS and the client closes without a TLS byte, or closes behind the reply to EHLO without a further command. What stopped it is at the client: on z/OS an AT-TLS rule that is missing (attls-no-rule) or APAR PH66548 (cssmtp-unwanted-starttls). From the server alone they cannot be told apart.',
  references: ['RFC 3207 4', 'IBM APAR PH66548'],
  supersedes: ['handshake-broken'],
  find: transcript =>
    mailControls(transcript).flatMap(control => {
      if (control.handshake?.hello || control.closed?.by !== 'client') return []
      const accepted = startTlsAccepted(control)
      const ehlo = clearEhlo(control)
      const last = control.exchanges.findLast(e => e.verb !== null)
      const silent = last?.verb === 'EHLO' && ehlo !== null
      if (accepted === null && !silent) return []
      if (sentMail(control)) return []
      const reply = finalReply(accepted)
      return [
        {
          statement:
            accepted === null
              ? 'The client closes behind the reply to EHLO without a further command.'
              : 'The client asks for STARTTLS and closes without a ClientHello.',
          certainty: 'inferred' as const,
          at: accepted?.at ?? ehlo?.at ?? control.at,
          evidence: [
            wireEvidence(
              transcript,
              reply === null
                ? 'reply to EHLO, then FIN from the client'
                : `${quoteReply(reply)}, then FIN from the client`,
            ),
          ],
          settledBy:
            "the client's log; on z/OS LogLevel 255, and the AT-TLS policy",
        },
      ]
    }),
})
