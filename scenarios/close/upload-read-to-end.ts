import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'close/upload-read-to-end',
  title:
    'The client uploads 1 MiB and reads the connection to its end, under TLS 1.2 and TLS 1.3',
  why: "The neighbour of the truncated upload: a client that reads the server's tickets before it closes loses nothing.",
  references: ['openssl issue 7948', 'RFC 8446 6.1'],
  matrix: { tls: ['1.2', '1.3'] },
  conversation: ({ tls }) => ({
    minVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    readToEnd: true,
    steps: [{ do: 'put', size: '1MiB' }],
  }),
  repeat: 4,
  findings: [],
})
