import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'handshake/version-gap',
  title:
    'The client is stuck at TLS 1.2 or at TLS 1.3 and the server has only the other',
  why: 'Alert 70 comes in both cases; which side is too old decides who has to change.',
  references: ['RFC 8446 6.2 protocol_version'],
  matrix: { client: ['1.2', '1.3'] },
  conversation: ({ client }) => ({
    minVersion: client === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: client === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    steps: [{ do: 'list' }],
  }),
  server: ({ client }) => ({
    versions: [client === '1.2' ? 'TLSv1.3' : 'TLSv1.2'],
  }),
  findings: ['client-tls-too-old', 'client-tls-too-new-only'],
})
