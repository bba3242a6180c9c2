import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/injection',
  title: 'A command follows AUTH in the same segment',
  why: 'A server that keeps it and obeys it under TLS lets anyone on the path put commands into the protected session.',
  references: ['CVE-2011-0411', 'CVE-2011-1575', 'RFC 3207 6'],
  conversation: {
    mode: 'explicit',
    auth: ['TLS'],
    steps: [{ do: 'inject', line: 'NOOP' }, { do: 'list' }],
  },
  findings: ['starttls-injection'],
})
