import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/injection',
  protocol: 'smtp',
  title: 'A command sent in clear behind STARTTLS',
  why: 'Who can write into the connection before TLS must not be able to speak inside it.',
  references: ['CVE-2011-0411', 'RFC 3207 6'],
  matrix: { behind: ['discarded', 'obeyed'] },
  conversation: {
    mode: 'explicit',
    mail: {},
    steps: [{ do: 'inject', line: 'NOOP' }],
  },
  server: ({ behind }) => ({
    mail: {
      authBeforeTls: [],
      commandsBehindStarttls: behind === 'obeyed' ? 'obeyed' : 'discarded',
    },
  }),
  findings: ['starttls-injection', 'attls-no-rule'],
})
