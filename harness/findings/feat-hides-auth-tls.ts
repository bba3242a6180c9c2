import { defineRule } from '../define.js'
import { exchanges, finalReply } from '../rules/look.js'

export default defineRule({
  id: 'feat-hides-auth-tls',
  phase: 'greeting',
  severity: 'note',
  title: 'AUTH TLS works and FEAT does not say so',
  explanation:
    'Clients that use TLS only where FEAT offers it stay in clear. vsftpd lists AUTH TLS only while TLS 1.0 is enabled, which is no longer the default since 3.0.4.',
  references: ['RFC 4217 6', 'vsftpd features.c'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const feat = finalReply(exchanges(control, 'FEAT')[0] ?? null)
      if (feat?.code !== 211) return []
      const accepted = exchanges(control, 'AUTH').some(
        e => /^TLS\b/i.test(e.argument) && finalReply(e)?.code === 234,
      )
      if (!accepted) return []
      // pyftpdlib logs the last line only: nothing is known of the others
      if (!feat.text.includes('\n')) return []
      if (/\bAUTH\b.*\bTLS\b/i.test(feat.text)) return []
      return [
        {
          statement:
            'The server accepts AUTH TLS but does not list it in its reply to FEAT.',
          certainty: 'stated' as const,
          at: feat.at,
          evidence: [
            {
              source: feat.from[0] ?? 'client-wire',
              text: 'FEAT without AUTH TLS',
            },
          ],
        },
      ]
    }),
})
