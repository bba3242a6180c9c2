import { defineRule } from '../define.js'
import { certificateComplaints } from '../rules/certificates.js'

export default defineRule({
  id: 'server-cert-expired',
  phase: 'control-tls',
  severity: 'fault',
  title: "The server's certificate is outside its validity",
  explanation:
    "The client refused the server's certificate because it has expired or is not valid yet. A wrong clock on the client looks the same.",
  references: ['RFC 5280 4.1.2.5', 'RFC 8446 6.2 certificate_expired'],
  supersedes: [
    'client-distrusts-server-cert',
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript => certificateComplaints(transcript, 'validity'),
})
