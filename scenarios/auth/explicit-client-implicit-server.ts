import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/explicit-client-implicit-server',
  title: 'The client waits for a greeting, the server for TLS (implicit)',
  why: 'Both sides wait for each other; neither log says why. Operators suspect the firewall.',
  references: ['RFC 4217 appendix A', 'vsftpd.conf(5) implicit_ssl'],
  conversation: { mode: 'explicit', steps: [{ do: 'list' }] },
  server: { implicit: true },
  findings: ['explicit-client-implicit-server'],
})
