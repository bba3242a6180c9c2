import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'data-cut',
  title: 'Something resets the data connection in the middle of a transfer',
  why: 'An inspection engine that finds what it does not like in the data, or a state table that is full.',
  references: ['RFC 3360 2.1', 'RFC 959 4.2.2 reply 426'],
  behaviour: {
    watch: () => ({
      data: (path, _from, bytes) => {
        if (path.taken.client + path.taken.server <= 65_536) return bytes
        path.cut('rst')
        return null
      },
    }),
  },
})
