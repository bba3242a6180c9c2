import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'line-feed-apart',
  title: 'The LF of a line arrives 20 ms after its CR',
  why: 'TCP may cut anywhere, also there. ProFTPD 1.3.8 then does not see the end of a command in clear and waits: the client has no answer to AUTH.',
  references: ['RFC 9293 3.7.1', 'RFC 959 5.3'],
  harmless: true,
  behaviour: { delivery: { lineFeedMs: 20 } },
})
