import { defineRule } from '../define.js'
import {
  alertEvidence,
  brokenControls,
  describeOffer,
  older,
  reasons,
  sentAlert,
} from '../rules/look.js'

/** OpenSSL: unsupported protocol; no protocols available; version too low */
const versionReasons = [258, 191, 396]

export default defineRule({
  id: 'client-tls-too-old',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The client offers no TLS version that the server still accepts',
  explanation:
    "The highest version in the ClientHello is below the lowest that the server allows. The server says so with alert 70; with OpenSSL's security level in the way it can also be alert 40 or 80 right after a TLS 1.0 or 1.1 ClientHello.",
  references: [
    'RFC 8446 4.1.3, 6.2 protocol_version',
    'RFC 8996',
    'vsftpd.conf(5) ssl_tlsv1',
  ],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const { handshake } = control
      const highest = handshake?.hello?.highest
      if (!handshake || handshake.serverHello !== null || highest == null)
        return []
      const stated =
        sentAlert(control, 'server', 70) ||
        reasons(control, 'server').some(r => versionReasons.includes(r))
      const blocked =
        older(highest, 'TLSv1.2') && sentAlert(control, 'server', 80)
      if (!stated && !blocked) return []
      // a client that speaks only TLS 1.3 is not too old
      if (highest === 'TLSv1.3') return []
      return [
        {
          statement: `The client offers at most ${highest}; the server accepts only later versions.`,
          certainty: stated ? ('stated' as const) : ('inferred' as const),
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
