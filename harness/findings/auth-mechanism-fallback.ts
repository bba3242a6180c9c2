import { defineRule } from '../define.js'
import {
  authAccepted,
  exchanges,
  finalReply,
  isMail,
  quoteReply,
  replyEvidence,
} from '../rules/look.js'

const isTls = (name: string): boolean => /^(?:TLS|SSL)\b/i.test(name)

export default defineRule({
  id: 'auth-mechanism-fallback',
  phase: 'auth',
  severity: 'note',
  title: 'The client asked for another mechanism first and went on with TLS',
  explanation:
    'GSSAPI, KERBEROS_V4 and SRP are mechanisms of RFC 2228 beside TLS. A client that has them tries them first. Where the server refuses one, or offers it and the client has no ticket, the client asks for TLS on the same connection.',
  references: ['RFC 2228 3 AUTH, ADAT', 'Kermit FTP FAQ', 'RFC 4217 17'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      // SMTP's AUTH is a login
      if (isMail(control)) return []
      if (!authAccepted(control) || control.handshake?.completed !== true)
        return []
      return exchanges(control, 'AUTH').flatMap(exchange => {
        const reply = finalReply(exchange)
        if (reply === null || isTls(exchange.argument)) return []
        const how = reply.code === 334 ? 'led to nothing' : 'was refused'
        return [
          {
            statement: `AUTH ${exchange.argument} ${how} (${quoteReply(reply)}), and the client went on with TLS.`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      })
    }),
})
