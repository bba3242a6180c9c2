import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/implicit',
  title: 'Both sides begin with TLS at once (implicit)',
  why: 'Port 990 was never standardised: whether PBSZ and PROT are still needed after an implicit start is answered differently by servers, and clients that get it wrong send data in clear.',
  references: ['RFC 4217 appendix A', 'secsy/goftp issues 28, 30'],
  conversation: { mode: 'implicit', steps: [{ do: 'list' }] },
  server: { implicit: true },
  findings: ['data-in-clear-under-implicit', 'client-prot-p-missing'],
})
