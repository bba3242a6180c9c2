import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/implicit',
  protocol: 'smtp',
  title: 'Submission with implicit TLS from the first byte',
  why: 'RFC 8314 asks for it; clients of before do not have it.',
  references: ['RFC 8314 3.3'],
  conversation: { mode: 'implicit', mail: {} },
  server: { implicit: true },
  findings: [],
})
