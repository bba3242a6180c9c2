import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/mechanism',
  title: 'The client asks for TLS by one mechanism name only',
  why: 'Clients and servers of 1999 to 2005 call the same thing TLS, SSL, TLS-C or TLS-P. A client that knows one name only is locked out by a server that knows another.',
  references: ['RFC 4217 17', 'RFC 2228 3', 'draft-murray-auth-ftp-ssl-05'],
  matrix: { mechanism: ['TLS', 'SSL', 'TLS-C', 'TLS-P', 'GSSAPI'] },
  conversation: ({ mechanism = 'TLS' }) => ({
    mode: 'explicit',
    auth: [mechanism],
    steps: [{ do: 'list' }],
  }),
  findings: ['auth-verb-not-supported', 'auth-refused-tls-off'],
})
