import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'legacy/other-mechanism',
  title: 'The client asks for Kerberos or SRP first and for TLS then',
  why: 'Clients with Kerberos or SRP built in ask for it unasked. A server that drops the connection at the unknown name, or offers it and never comes back, locks out a client that could have used TLS.',
  references: ['RFC 2228 3 AUTH', 'Kermit FTP FAQ: SET FTP AUTHTYPE'],
  matrix: { mechanism: ['GSSAPI', 'KERBEROS_V4', 'SRP'] },
  conversation: ({ mechanism = 'GSSAPI' }) => ({
    mode: 'explicit',
    auth: [mechanism, 'TLS'],
    steps: [{ do: 'list' }],
  }),
  findings: ['auth-mechanism-fallback', 'auth-verb-not-supported'],
  optIn: true,
})
