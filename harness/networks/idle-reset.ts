import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'idle-reset',
  title:
    'A firewall resets the control connection that is idle during a transfer',
  why: 'The state table has a limit for silence, and a control connection says nothing while a large file moves. Here the limit is 250 ms and the line slow, so that a file of 256 KiB is long.',
  references: ['RFC 5382 REQ-5', 'RFC 959 3.2', 'RFC 1122 4.2.3.6'],
  behaviour: {
    dataDelivery: { bytesPerSecond: 320_000 },
    watch: session => ({
      data: (_path, _from, bytes) => {
        if (session.now() - session.control.lastAt > 250)
          session.control.cut('rst')
        return bytes
      },
    }),
  },
})
