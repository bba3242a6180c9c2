import { defineRule } from '../define.js'
import {
  alertEvidence,
  brokenControls,
  describeOffer,
  older,
  reasons,
  sentAlert,
} from '../rules/look.js'

/** OpenSSL: no shared cipher */
const noSharedCipher = 193

export default defineRule({
  id: 'no-shared-cipher',
  phase: 'control-tls',
  severity: 'fault',
  title: 'Client and server have no cipher suite in common',
  explanation:
    'None of the suites in the ClientHello can be used by the server: its list does not contain them, its certificate has another kind of key, or the version that both speak does not have them. vsftpd 3.0.3 and later ship with one suite only, ECDHE-RSA-AES256-GCM-SHA384, which needs an RSA certificate, TLS 1.2 and curve P-256.',
  references: [
    'RFC 5246 7.2.2 handshake_failure',
    'vsftpd.conf(5) ssl_ciphers',
  ],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const { handshake } = control
      if (!handshake || handshake.serverHello !== null) return []
      const stated = reasons(control, 'server').includes(noSharedCipher)
      const highest = handshake.hello?.highest ?? null
      const inferred =
        !stated &&
        highest !== null &&
        !older(highest, 'TLSv1.2') &&
        sentAlert(control, 'server', 40, 71)
      if (!stated && !inferred) return []
      return [
        {
          statement:
            'The server found no cipher suite that it can use among those the client offers.',
          certainty: stated ? ('stated' as const) : ('inferred' as const),
          at: handshake.at,
          evidence: [
            {
              source: transcript.vantages[0] ?? 'client-wire',
              text: `ClientHello offers ${describeOffer(handshake)}`,
            },
            ...alertEvidence(transcript, control),
          ],
          ...(stated
            ? {}
            : {
                settledBy:
                  "the server's own log: alert 40 has other causes too",
              }),
        },
      ]
    }),
})
