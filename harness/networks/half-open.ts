import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'half-open',
  title:
    'The other end is gone in the middle of a transfer, without FIN or RST',
  why: 'A cable, a VPN or a host that failed: TCP tells nobody, and whoever only waits waits for ever.',
  references: ['RFC 1122 4.2.3.6', 'RFC 9293 3.5.1'],
  behaviour: {
    watch: session => ({
      data: (path, _from, bytes) => {
        if (path.taken.client + path.taken.server > 65_536) session.silence()
        return bytes
      },
    }),
  },
})
