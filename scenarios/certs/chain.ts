import { defineScenario } from '../../harness/define.js'

const chains = [
  'direct',
  'self-signed',
  'intermediate',
  'intermediate-missing',
  'wrong-order',
  'unknown-ca',
] as const

export default defineScenario({
  id: 'certs/chain',
  title: 'The server sends this chain',
  why: 'An intermediate that is not sent works for clients that have it cached and fails for all others.',
  references: ['RFC 5246 7.4.2', 'RFC 8446 4.4.2'],
  matrix: { chain: chains },
  conversation: { verify: true, steps: [{ do: 'list' }] },
  server: ({ chain }) => ({
    certificate: { chain: chains.find(c => c === chain) ?? 'direct' },
  }),
  findings: ['client-distrusts-server-cert'],
})
