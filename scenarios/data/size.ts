import { defineScenario } from '../../harness/define.js'
import { downloads, type Step } from '../../harness/model.js'

const sizes = ['empty', 'one-byte', '1MiB'] as const

export default defineScenario({
  id: 'data/size',
  title: 'Files of 0 bytes, 1 byte and 1 MiB in both directions',
  why: 'An empty file moves no data, and some clients skip the TLS handshake for it; one byte is all header. Contents are compared at both ends.',
  references: ['RFC 4217 7', 'Sterling Secure Proxy APAR IT13168'],
  matrix: { size: sizes, direction: ['get', 'put'] },
  conversation: ({ size, direction }) => {
    const file = downloads.find(d => d === size) ?? 'small'
    const step: Step =
      direction === 'get'
        ? { do: 'get', size: file }
        : { do: 'put', size: file }
    return { steps: [step] }
  },
  findings: ['upload-truncated-silently', 'connection-cut'],
})
