import { defineRule } from '../define.js'
import { certificateComplaints } from '../rules/certificates.js'

export default defineRule({
  id: 'client-hostname-mismatch',
  phase: 'control-tls',
  severity: 'fault',
  title:
    "The server's certificate is not made out to the name that the client dialled",
  explanation:
    "The chain is good, but none of the certificate's names is the host name or address that the client was told to connect to.",
  references: ['RFC 6125 6', 'RFC 2818 3.1'],
  supersedes: [
    'client-distrusts-server-cert',
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript => certificateComplaints(transcript, 'name'),
})
