import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'delay',
  title: 'Everything arrives 15 ms later',
  why: 'A long line: what one end sends before the other has answered shows, and so do races that loopback hides.',
  references: ['RFC 7323 1', 'RFC 4217 4'],
  harmless: true,
  behaviour: { delivery: { delayMs: 15 } },
})
