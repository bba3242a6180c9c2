import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'byte-by-byte',
  title: 'Every write arrives in single bytes first, and then in scraps',
  why: 'The worst that TCP may do to its reader. After 48 bytes, which hold every reply, command and record header, the scraps are of 97 bytes.',
  references: ['RFC 9293 3.7.1', 'RFC 8446 5.1'],
  harmless: true,
  behaviour: { delivery: { pieceBytes: 97, singleBytes: 48 } },
})
