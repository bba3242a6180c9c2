import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/ccc',
  title: 'The client takes the control connection back to clear',
  why: 'CCC lets a firewall read PASV again. Servers refuse it, or end TLS in another way than the client expects (TLSRFCLEVEL on z/OS), and the session hangs.',
  references: ['RFC 4217 12.3', 'z/OS FTP TLSRFCLEVEL'],
  conversation: { steps: [{ do: 'ccc' }, { do: 'list' }] },
  findings: ['server-forbids-ccc'],
})
