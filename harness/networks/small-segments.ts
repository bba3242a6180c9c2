import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'small-segments',
  title: 'Everything arrives in segments of at most 536 bytes',
  why: 'A path with a small MTU cuts replies and TLS records anywhere. Who takes one read for one line or one record fails here.',
  references: ['RFC 9293 3.7.1', 'RFC 8446 5.1'],
  harmless: true,
  behaviour: { delivery: { pieceBytes: 536 } },
})
