import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/implicit-client-explicit-server',
  title: 'The client begins with TLS (implicit), the server in clear',
  why: 'A wrong port or a wrong tick box. The client reports a wrong version number, which says nothing to its user.',
  references: ['RFC 4217 appendix A', 'z/OS FTP SECUREIMPLICITZOS'],
  conversation: { mode: 'implicit', steps: [{ do: 'list' }] },
  findings: ['implicit-client-explicit-server'],
})
