import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/auth-command',
  title: 'An ALG stops the command that asks for TLS',
  why: 'Cut, dropped or overwritten: the client sees a server without TLS, or none at all, and the server never saw the question.',
  references: ['RFC 2228 3 AUTH', 'Cisco ASA: inspect ftp strict'],
  matrix: { how: ['alg-cuts-auth', 'alg-masks-auth', 'alg-swallows-auth'] },
  network: ({ how = '' }) => how,
  conversation: { mode: 'explicit', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['middlebox', 'control-closed-by-server', 'auth-refused-tls-off'],
  optIn: true,
})
