import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/data-port-silent',
  title: 'A firewall drops connections to the passive ports',
  why: 'The client waits for its own timeout, often minutes, and the user sees a LIST that hangs.',
  references: ['RFC 4217 10', 'FortiGate: explicit-ftp-tls', 'RFC 1579'],
  network: 'data-port-dropped',
  conversation: { mode: 'explicit', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['data-port-blocked'],
  optIn: true,
})
