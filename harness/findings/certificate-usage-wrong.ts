import { defineRule } from '../define.js'
import { certificateComplaints } from '../rules/certificates.js'

export default defineRule({
  id: 'certificate-usage-wrong',
  phase: 'control-tls',
  severity: 'fault',
  title: "The server's certificate is not meant for a server",
  explanation:
    'Its key usage or extended key usage does not allow it to authenticate a TLS server.',
  references: ['RFC 5280 4.2.1.3, 4.2.1.12'],
  supersedes: [
    'client-distrusts-server-cert',
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript => certificateComplaints(transcript, 'usage'),
})
