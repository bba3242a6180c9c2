import { defineRule } from '../define.js'
import { quoteReply, refusedReply, replyEvidence } from '../rules/look.js'
import { transferVerbs } from '../transcript/exchanges.js'

/** it was reached, and refused for its session (FileZilla Server) */
const tls = /\b(?:TLS|SSL)\b|reuse|resum/i

export default defineRule({
  id: 'active-mode-client-unreachable',
  phase: 'data-tcp',
  severity: 'fault',
  title: 'In active mode the server cannot connect to the client',
  explanation:
    "After PORT or EPRT the server dials the client. A firewall or NAT on the client's side stops that, and under TLS it cannot read the PORT command to let it through. Passive mode avoids it.",
  references: ['RFC 959 3.2', 'RFC 1579'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control =>
      control.exchanges.flatMap((exchange, i) => {
        if (exchange.verb === null || !transferVerbs.has(exchange.verb))
          return []
        const reply = refusedReply(exchange)
        if (reply?.code !== 425 || tls.test(reply.text)) return []
        const before = control.exchanges
          .slice(0, i)
          .findLast(e =>
            ['PORT', 'EPRT', 'PASV', 'EPSV'].includes(e.verb ?? ''),
          )
        if (before?.verb !== 'PORT' && before?.verb !== 'EPRT') return []
        const reached = transcript.data.some(
          d =>
            d.control === control.ordinal &&
            d.opened &&
            d.command?.at === exchange.at,
        )
        if (reached) return []
        return [
          {
            statement: `The server could not connect to the client for active mode (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    ),
})
