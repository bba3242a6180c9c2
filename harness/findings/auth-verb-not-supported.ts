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
  id: 'auth-verb-not-supported',
  phase: 'auth',
  severity: 'fault',
  title: 'The server does not know any AUTH mechanism that the client tried',
  explanation:
    'The mechanism names differ: TLS is the registered one; SSL, TLS-C and TLS-P come from drafts; GSSAPI, KERBEROS_V4 and SRP are others. The server knows TLS but not by the name the client used, or the client tried none of its mechanisms.',
  references: ['RFC 4217 17', 'RFC 2228 3', 'draft-murray-auth-ftp-ssl'],
  supersedes: ['auth-refused-tls-off', 'control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      if (isMail(control)) return []
      if (authAccepted(control) || control.handshake?.completed) return []
      const tried = exchanges(control, 'AUTH')
      const reply = refusedReply(tried.at(-1) ?? null)
      if (reply === null) return []
      const names = tried.map(e => e.argument)
      if (names.includes('TLS') && reply.code !== 504) return []
      return [
        {
          statement: `The server refused AUTH ${names.join(', ')} (${quoteReply(reply)}).`,
          certainty: 'stated' as const,
          at: reply.at,
          evidence: [replyEvidence(reply)],
        },
      ]
    }),
})
