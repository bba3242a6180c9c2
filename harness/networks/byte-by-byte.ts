import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'byte-by-byte',
  title: 'Every write arrives in single bytes first, and then in scraps',
  why: 'Nearly the worst that TCP may do to its reader; the worst, LF apart from CR, is line-feed-apart. After 12 bytes, which hold a reply code, a verb and a record header, the scraps are of 211 bytes.',
  references: ['RFC 9293 3.7.1', 'RFC 8446 5.1'],
  harmless: true,
  behaviour: { delivery: { pieceBytes: 211, singleBytes: 12 } },
})
