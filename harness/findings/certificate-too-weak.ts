import { defineRule } from '../define.js'
import { certificateComplaints } from '../rules/certificates.js'

export default defineRule({
  id: 'certificate-too-weak',
  phase: 'control-tls',
  severity: 'fault',
  title: 'A key or signature in the chain is below what the other side accepts',
  explanation:
    'The TLS library refuses the certificate for its strength: an RSA key under its security level, or an MD5 or SHA-1 signature. OpenSSL decides by SECLEVEL, which distributions set differently.',
  references: ['SSL_CTX_set_security_level(3)', 'RFC 9155'],
  supersedes: [
    'client-distrusts-server-cert',
    'no-shared-cipher',
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript => certificateComplaints(transcript, 'strength'),
})
