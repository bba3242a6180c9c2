import { defineRule } from '../define.js'
import {
  alertEvidence,
  brokenControls,
  sentAlert,
  wireEvidence,
} from '../rules/look.js'

/** alert 47, illegal_parameter */
const illegalParameter = 47

export default defineRule({
  id: 'certreq-empty-ca-list-rejected',
  phase: 'control-tls',
  severity: 'fault',
  title:
    'The client refuses a CertificateRequest that names no certificate authority',
  explanation:
    'The server asks for a client certificate but names no authority. TLS 1.0 required at least one name (RFC 2246 7.4.4); TLS 1.1 and later allow none. System SSL on z/OS holds to the old rule up to TLS 1.2: it answers alert 47 and returns rc 410, "SSL message format is incorrect". That the empty list is what it rejects is shown by what cures it: not asking for a certificate, or naming an authority.',
  references: [
    'RFC 2246 7.4.4, RFC 4346 7.4.4',
    'vsftpd Changelog 2.2.1: broadcasts CA names for the z/OS FTP client',
    'Red Hat solution 548573',
  ],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const { handshake } = control
      const request = handshake?.certificateRequest
      if (!handshake || request?.authorities !== 0) return []
      if (handshake.version === 'TLSv1.3') return []
      if (!sentAlert(control, 'client', illegalParameter)) return []
      return [
        {
          statement:
            "The client refused the server's CertificateRequest because it names no certificate authority.",
          certainty: 'inferred' as const,
          at: handshake.at,
          evidence: [
            wireEvidence(
              transcript,
              `CertificateRequest with 0 certificate authorities (${handshake.version ?? 'version unknown'})`,
            ),
            ...alertEvidence(transcript, control),
          ],
        },
      ]
    }),
})
