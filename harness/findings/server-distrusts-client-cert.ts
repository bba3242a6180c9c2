import { refusedWithoutAlert } from '../rules/client-certificate.js'
import { defineRule } from '../define.js'
import {
  alertEvidence,
  brokenControls,
  reasons,
  sentAlert,
} from '../rules/look.js'

/** OpenSSL: certificate verify failed */
const verifyFailed = 134

export default defineRule({
  id: 'server-distrusts-client-cert',
  phase: 'control-tls',
  severity: 'fault',
  title: "The server does not accept the client's certificate",
  explanation:
    'The client sent a certificate and the server could not verify it: its issuer is not among the authorities that the server loaded, or it has expired or is meant for another use.',
  references: ['RFC 8446 6.2', 'vsftpd.conf(5) validate_cert, ca_certs_file'],
  supersedes: [
    'client-cert-refused-unseen',
    'handshake-broken',
    'server-handshake-broken',
    'no-shared-cipher',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const sent = (control.handshake?.clientCertificates?.length ?? 0) > 0
      const stated =
        reasons(control, 'server').includes(verifyFailed) ||
        (sent && sentAlert(control, 'server', 42, 43, 44, 45, 46, 48))
      if (!stated && !(sent && refusedWithoutAlert(control))) return []
      return [
        {
          statement: "The server does not accept the client's certificate.",
          certainty: stated ? ('stated' as const) : ('inferred' as const),
          at: control.at,
          evidence: alertEvidence(transcript, control),
        },
      ]
    }),
})
