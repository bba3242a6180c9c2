import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'data-port-rejected',
  title: 'A firewall rejects connections to the passive ports',
  why: 'The control port is open, the range of the data ports is not: the client is told at once.',
  references: ['RFC 4217 10', 'RFC 1579'],
  behaviour: { dataPorts: 'rejected' },
})
