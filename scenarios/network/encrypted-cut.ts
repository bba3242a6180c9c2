import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/encrypted-cut',
  title: 'A firewall that reads FTP ends the connection behind AUTH',
  why: 'Client and server each report that the other one hung up, and both are searched for a fault that neither has.',
  references: ['Kermit FTP FAQ: secure FTP through a firewall', 'RFC 4217 10'],
  matrix: { how: ['firewall-cuts-encrypted', 'firewall-resets-encrypted'] },
  network: ({ how = '' }) => how,
  conversation: { mode: 'explicit', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['middlebox', 'connection-cut-after-auth'],
  optIn: true,
})
