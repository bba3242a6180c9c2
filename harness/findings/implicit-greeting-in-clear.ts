import { defineRule } from '../define.js'
import { isMail, replyEvidence, wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'implicit-greeting-in-clear',
  phase: 'greeting',
  severity: 'fault',
  title:
    'The server greets in clear on its port for implicit TLS and starts TLS behind that',
  explanation:
    'z/OS with SECUREIMPLICITZOS TRUE (its default) sends 220 in clear and then waits for the ClientHello: no AUTH, and no second greeting inside TLS. Every other client begins with the ClientHello, reads the greeting where it expects a ServerHello and says "wrong version number". Client and server must have the same order.',
  references: ['z/OS FTP SECUREIMPLICITZOS', 'RFC 4217 appendix A'],
  supersedes: [
    'implicit-client-explicit-server',
    'handshake-broken',
    'server-handshake-broken',
    'handshake-no-answer',
    'cleartext-reply-after-auth',
    'implicit-explicit-mismatch',
    'connection-cut-after-auth',
    'control-closed-by-server',
    'not-ftps-port',
  ],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const { greeting, handshake } = control
      if (isMail(control) || greeting?.clear !== true || greeting.code >= 300)
        return []
      if (!handshake?.hello || handshake.completed) return []
      // it is TLS that the server speaks behind its greeting
      const answered = handshake.serverHello !== null
      if (!answered && transcript.context.implicit !== true) return []
      if (control.exchanges.some(e => e.verb === 'AUTH')) return []
      return [
        {
          statement:
            'The server greets in clear and starts TLS behind its greeting; the client started TLS at once.',
          certainty: 'stated' as const,
          at: greeting.at,
          evidence: [
            replyEvidence(greeting),
            ...(answered
              ? [
                  wireEvidence(
                    transcript,
                    'the ServerHello came behind the greeting in clear; no AUTH was sent',
                  ),
                ]
              : []),
          ],
        },
      ]
    }),
})
