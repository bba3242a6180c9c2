import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'nat-private-address',
  title: 'NAT in front of a server that announces its inner address',
  why: 'The reply to PASV names an address that only the server knows. 127.66.0.5 stands for it here, where nobody answers: nothing but loopback is ever dialled.',
  references: ['RFC 2663 5.1', 'RFC 4217 10', 'RFC 1579'],
  behaviour: { inside: '127.66.0.5' },
})
