import { defineRule } from '../define.js'
import {
  authAccepted,
  exchanges,
  isMail,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'auth-refused-tls-off',
  phase: 'auth',
  severity: 'fault',
  title: 'The server refuses AUTH TLS: TLS is not switched on there',
  explanation:
    'AUTH TLS itself was refused. A server without TLS answers 500 or 502; vsftpd with ssl_enable=NO answers 530; one without a certificate 431 or 534.',
  references: ['RFC 4217 4, RFC 2228 3', 'vsftpd.conf(5) ssl_enable'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      if (isMail(control)) return []
      if (authAccepted(control) || control.handshake?.completed) return []
      const refused = exchanges(control, 'AUTH').filter(
        e => e.argument.toUpperCase() === 'TLS',
      )
      const reply = refusedReply(refused.at(-1) ?? null)
      if (reply === null || reply.code === 504) return []
      return [
        {
          statement: `The server refused AUTH TLS (${quoteReply(reply)}): TLS is not available there.`,
          certainty: 'stated' as const,
          at: reply.at,
          evidence: [replyEvidence(reply)],
        },
      ]
    }),
})
