import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'data/abort',
  title: 'A download is broken off and the session goes on',
  why: 'Under TLS no urgent byte can announce ABOR. The server must notice the closed data connection, answer, and still take the next command.',
  references: ['RFC 959 4.1.3 ABOR', 'RFC 4217 5'],
  conversation: { steps: [{ do: 'abort', size: '1MiB' }, { do: 'list' }] },
  findings: [
    'control-closed-by-server',
    'data-session-not-reused-tls13-second-transfer',
  ],
})
