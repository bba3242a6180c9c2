import { defineRule } from '../define.js'
import {
  refusedWithoutAlert,
  toldOfAlert116,
} from '../rules/client-certificate.js'
import {
  alertEvidence,
  brokenControls,
  reasons,
  sentAlert,
} from '../rules/look.js'

/** OpenSSL: peer did not return a certificate */
const noCertificate = 199

export default defineRule({
  id: 'client-cert-missing',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The server requires a client certificate and the client sent none',
  explanation:
    'The server made a client certificate mandatory. Up to TLS 1.2 it answers a client without one with alert 40 during the handshake; under TLS 1.3 the client believes that it is connected and meets alert 116 at its first read.',
  references: [
    'RFC 8446 4.4.2.4, 6.2 certificate_required',
    'vsftpd.conf(5) require_cert',
  ],
  supersedes: [
    'client-cert-refused-unseen',
    'handshake-broken',
    'server-handshake-broken',
    'no-shared-cipher',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const stated =
        reasons(control, 'server').includes(noCertificate) ||
        sentAlert(control, 'server', 116) ||
        toldOfAlert116(transcript)
      const empty =
        control.handshake?.clientCertificates?.length === 0 &&
        (sentAlert(control, 'server', 40) || refusedWithoutAlert(control))
      if (!stated && !empty) return []
      return [
        {
          statement:
            'The server requires a client certificate and the client sent none.',
          certainty: stated ? ('stated' as const) : ('inferred' as const),
          at: control.at,
          evidence: alertEvidence(transcript, control),
        },
      ]
    }),
})
