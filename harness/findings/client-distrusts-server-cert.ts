import { defineRule } from '../define.js'
import { certificateComplaints } from '../rules/certificates.js'

export default defineRule({
  id: 'client-distrusts-server-cert',
  phase: 'control-tls',
  severity: 'fault',
  title: "The client does not trust the server's certificate",
  explanation:
    "The client could not build a chain from the server's certificate to an authority that it trusts: the issuer is unknown to it, an intermediate was not sent, or the certificate is self-signed.",
  references: ['RFC 5280 6', 'RFC 8446 6.2 unknown_ca'],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript => certificateComplaints(transcript, 'trust'),
})
