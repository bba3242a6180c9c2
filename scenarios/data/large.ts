import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'data/large',
  title: 'A file of 64 MiB in each direction',
  why: 'Large transfers meet flow control, many TLS records and rekeying thresholds that small ones never reach.',
  references: ['RFC 8446 5.5'],
  matrix: { direction: ['get', 'put'] },
  conversation: ({ direction }) => ({
    steps: [
      direction === 'get'
        ? { do: 'get', size: '64MiB' }
        : { do: 'put', size: '64MiB' },
    ],
  }),
  findings: ['upload-truncated-silently', 'connection-cut'],
  optIn: true,
})
