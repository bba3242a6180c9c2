import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'idle-forgotten',
  title:
    'A firewall forgets the control connection that is idle during a transfer',
  why: 'As idle-reset, but nobody is told: the file has arrived, and the reply to the transfer never comes.',
  references: ['RFC 5382 REQ-5', 'RFC 959 3.2', 'RFC 1122 4.2.3.6'],
  behaviour: {
    dataDelivery: { bytesPerSecond: 320_000 },
    watch: session => ({
      data: (_path, _from, bytes) => {
        if (session.now() - session.control.lastAt > 250)
          session.control.silence()
        return bytes
      },
    }),
  },
})
