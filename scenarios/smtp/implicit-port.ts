import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/implicit-port',
  protocol: 'smtp',
  title: 'A client that speaks STARTTLS is sent to a port with implicit TLS',
  why: 'Port 465 instead of 25 or 587 in a configuration: both ends wait for the other until one gives up.',
  references: ['RFC 8314 3.3'],
  conversation: { mode: 'explicit', mail: {} },
  server: { implicit: true },
  findings: ['explicit-client-implicit-server'],
})
