import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'active-mode-refused',
  phase: 'active',
  severity: 'fault',
  title: 'The server refuses active mode',
  explanation: 'PORT and EPRT are switched off or denied at the server.',
  references: ['RFC 959 4.1.2 PORT', 'vsftpd.conf(5) port_enable, cmds_denied'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      exchanges(control, 'PORT', 'EPRT').flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply === null) return []
        // ProFTPD's answer to a command that a <Limit> denies
        const denied = reply.code === 501 && /not permitted/i.test(reply.text)
        // vsftpd's 500 is about the address; pyftpdlib's says "not understood"
        const unknown =
          reply.code === 500 && /not understood|unknown/i.test(reply.text)
        if (!denied && !unknown && ![502, 550].includes(reply.code)) return []
        return [
          {
            statement: `The server refuses ${exchange.verb ?? 'PORT'} (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
