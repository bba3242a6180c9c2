import { defineRule } from '../define.js'
import {
  exchanges,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'active-mode-address-rejected',
  phase: 'active',
  severity: 'fault',
  title: 'The server rejects the address in PORT or EPRT',
  explanation:
    'The address that the client gives for active mode is not the one its control connection comes from: a private address behind NAT, or another host. Servers refuse that to stop bounce attacks.',
  references: ['RFC 2577 3', 'vsftpd.conf(5) port_promiscuous'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      exchanges(control, 'PORT', 'EPRT').flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply === null || reply.code === 550) return []
        if (!/illegal|foreign|address|rejected|won't open/i.test(reply.text))
          return []
        return [
          {
            statement: `The server rejects the address in ${exchange.verb ?? 'PORT'} (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
