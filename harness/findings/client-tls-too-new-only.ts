import { defineRule } from '../define.js'
import {
  alertEvidence,
  brokenControls,
  describeOffer,
  reasons,
  sentAlert,
} from '../rules/look.js'

const gnutlsWords = /packet with illegal or unsupported version/i

export default defineRule({
  id: 'client-tls-too-new-only',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The client accepts only TLS versions that the server does not have',
  explanation:
    'The lowest version that the client allows is above the highest that the server speaks. Either the server refuses a ClientHello without a version it knows, or it answers with an older one and the client refuses that.',
  references: ['RFC 8446 4.1.3, 4.2.1, 6.2 protocol_version'],
  supersedes: [
    'connection-cut-after-auth',
    'handshake-broken',
    'server-handshake-broken',
    'client-tls-too-old',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const { handshake } = control
      if (!handshake) return []
      const byServer =
        handshake.hello?.highest === 'TLSv1.3' &&
        handshake.serverHello === null &&
        (sentAlert(control, 'server', 70) ||
          reasons(control, 'server').includes(258))
      const byClient =
        handshake.serverHello !== null &&
        // OpenSSL also sends alert 70 when plain text breaks into the session
        !control.clearBytes.some(c => c.sender === 'server') &&
        (sentAlert(control, 'client', 70) ||
          reasons(control, 'client').includes(258) ||
          // GnuTLS sends no alert
          handshake.failures.some(
            f => f.side === 'client' && gnutlsWords.test(f.text),
          ))
      const last = handshake.lastMessage
      const inSslv2 = last?.sender === 'server' && /^SSLv2/.test(last.name)
      if (!byServer && !byClient && !inSslv2) return []
      return [
        {
          statement: inSslv2
            ? 'The server answered in SSLv2, which the client does not have.'
            : byClient
              ? `The server answered with ${handshake.version ?? 'an older version'}, which the client does not accept.`
              : 'The client offers only TLS versions that the server does not have.',
          certainty: 'stated' as const,
          at: handshake.at,
          evidence: [
            {
              source: transcript.vantages[0] ?? 'client-wire',
              text: `ClientHello offers ${describeOffer(handshake)}`,
            },
            ...alertEvidence(transcript, control),
          ],
        },
      ]
    }),
})
