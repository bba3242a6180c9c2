import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'data-port-dropped',
  title: 'A firewall drops connections to the passive ports',
  why: 'The control port is open, the range of the data ports is not: the client waits for an answer to its SYN.',
  references: ['RFC 4217 10', 'RFC 1579'],
  behaviour: { dataPorts: 'dropped' },
})
