import { defineRule } from '../define.js'
import { refusedUnseen } from '../rules/client-certificate.js'
import { alertEvidence, brokenControls } from '../rules/look.js'

export default defineRule({
  id: 'client-cert-refused-unseen',
  phase: 'control-tls',
  severity: 'fault',
  title:
    "The server ended the TLS 1.3 handshake at the point where it judges the client's certificate",
  explanation:
    "Under TLS 1.3 the client's certificate travels encrypted and is the last thing that a server can refuse. Nobody could look into the records, so it is open whether the client sent a certificate that the server does not accept, or none where one is required.",
  references: ['RFC 8446 4.4.2.4'],
  suspectsOf: ['client-cert-missing', 'server-distrusts-client-cert'],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript)
      .filter(refusedUnseen)
      .map(control => ({
        statement:
          "The server ended the TLS 1.3 handshake after the client's last message: only a client certificate that is missing, or that it does not accept, is left to object to.",
        certainty: 'inferred' as const,
        at: control.at,
        evidence: alertEvidence(transcript, control),
        settledBy:
          "the TLS keys of the session (SSLKEYLOGFILE), or the client's log of what it was asked for",
      })),
})
