import { defineScenario } from '../../harness/define.js'
import type { Step } from '../../harness/model.js'

const operations: Readonly<Record<string, Step>> = {
  list: { do: 'list' },
  get: { do: 'get', size: '1MiB' },
  put: { do: 'put', size: '1MiB' },
}

export default defineScenario({
  id: 'prot/transfer',
  title: 'A listing, a download and an upload under PROT C and PROT P',
  why: 'The same operation can work at one level and fail at the other; bytes are compared at both ends.',
  references: ['RFC 4217 9'],
  matrix: { level: ['C', 'P'], operation: Object.keys(operations) },
  conversation: ({ level, operation = 'list' }) => ({
    level: level === 'C' ? 'C' : 'P',
    steps: [operations[operation] ?? { do: 'list' }],
  }),
  server: { dataProtection: 'optional' },
  findings: ['data-not-encrypted', 'server-requires-prot-p'],
})
