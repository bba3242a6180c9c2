import { defineRule } from '../define.js'
import { exchanges, finalReply, wireEvidence } from '../rules/look.js'
import { clientLine, mailControls, sentMail } from '../rules/mail.js'
import { authMechanisms } from '../wire/ehlo.js'

/** swaks, msmtp, Python's smtplib */
const said =
  /did not advertise auth|does not support authentication|AUTH extension not supported/i

export default defineRule({
  id: 'server-does-not-offer-auth',
  phase: 'auth',
  severity: 'fault',
  title: 'The client wants to log in and the server offers no AUTH',
  explanation:
    'The last reply to EHLO holds no AUTH, and the client gives up instead of sending the mail without a login. Servers that take passwords under TLS only offer AUTH inside TLS only: the client has to use STARTTLS first. Where AUTH is missing inside TLS too, the server has no users, or this port is not for them.',
  references: ['RFC 4954 4', 'Postfix smtpd_tls_auth_only=yes'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    mailControls(transcript).flatMap(control => {
      if (sentMail(control) || exchanges(control, 'AUTH').length > 0) return []
      const ehlo = exchanges(control, 'EHLO').map(finalReply).at(-1) ?? null
      if (ehlo?.code !== 250 || authMechanisms(ehlo.text).length > 0) return []
      const line = clientLine(transcript, said)
      if (line === null) return []
      return [
        {
          statement: `The client wants to log in and the reply to EHLO ${ehlo.clear ? 'before' : 'inside'} TLS offers no AUTH.`,
          certainty: 'stated' as const,
          at: ehlo.at,
          evidence: [
            line,
            wireEvidence(transcript, 'no AUTH in the reply to EHLO'),
          ],
        },
      ]
    }),
})
