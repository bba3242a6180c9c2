import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/data-port',
  title: 'A firewall rejects connections to the passive ports',
  why: 'An ALG opened the ports as long as it could read 227. Under TLS the whole range has to be opened by hand, and is not.',
  references: ['RFC 4217 10', 'RFC 1579'],
  network: 'data-port-rejected',
  conversation: { mode: 'explicit', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['data-port-blocked'],
  optIn: true,
})
