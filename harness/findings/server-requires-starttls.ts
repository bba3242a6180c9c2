import { defineRule } from '../define.js'
import { quoteReply, refusedReply, replyEvidence } from '../rules/look.js'
import { mailControls } from '../rules/mail.js'

const words = /STARTTLS|\bTLS\b|encrypt|secure (?:connection|session)/i
const verbs = new Set(['MAIL', 'RCPT', 'DATA', 'AUTH'])

export default defineRule({
  id: 'server-requires-starttls',
  phase: 'mail',
  severity: 'fault',
  title: 'The server takes mail under TLS only, and the client sends in clear',
  explanation:
    'A command in clear is refused with 530 "Must issue a STARTTLS command first" or words to that effect. The client has to start TLS.',
  references: ['RFC 3207 4', 'Postfix smtpd_tls_security_level=encrypt'],
  find: transcript =>
    mailControls(transcript).flatMap(control =>
      control.exchanges.flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply === null || !exchange.clear || !words.test(reply.text))
          return []
        if (exchange.verb === null || !verbs.has(exchange.verb)) return []
        return [
          {
            statement: `The server refuses ${exchange.verb} without TLS (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
