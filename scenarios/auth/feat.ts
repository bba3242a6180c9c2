import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/feat',
  title: 'The client asks which features the server has',
  why: 'Opportunistic clients use TLS only where FEAT offers it. vsftpd since 3.0.4 does not list AUTH TLS although it works.',
  references: ['RFC 2389 3', 'RFC 4217 6'],
  conversation: {
    steps: [{ do: 'command', line: 'FEAT', accept: [211] }, { do: 'list' }],
  },
  findings: ['feat-hides-auth-tls'],
})
