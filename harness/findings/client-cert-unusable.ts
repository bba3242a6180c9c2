import { defineRule } from '../define.js'
import { alertEvidence, brokenControls, sentAlert } from '../rules/look.js'

export default defineRule({
  id: 'client-cert-unusable',
  phase: 'control-tls',
  severity: 'fault',
  title: "The client's certificate is of a kind that cannot be used here",
  explanation:
    'The server refused the certificate not for its issuer but for its kind: key type, purpose or format.',
  references: ['RFC 8446 6.2 unsupported_certificate'],
  supersedes: [
    'server-distrusts-client-cert',
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      if ((control.handshake?.clientCertificates?.length ?? 0) === 0) return []
      if (!sentAlert(control, 'server', 43)) return []
      return [
        {
          statement:
            'The server cannot use the kind of certificate that the client sent.',
          certainty: 'stated' as const,
          at: control.at,
          evidence: alertEvidence(transcript, control),
        },
      ]
    }),
})
