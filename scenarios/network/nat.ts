import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/nat',
  title: 'A server behind NAT announces its inner address',
  why: 'EPSV does not care, clients with a work-around dial the address they know, and the rest hang at their first listing.',
  references: ['RFC 2663 5.1', 'RFC 4217 10', 'RFC 2428 3'],
  network: 'nat-private-address',
  conversation: { mode: 'explicit', data: 'pasv', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['pasv-address-wrong'],
  optIn: true,
})
