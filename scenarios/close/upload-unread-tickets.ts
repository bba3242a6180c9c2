import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'close/upload-unread-tickets',
  title:
    'The client uploads 1 MiB and closes without reading, under TLS 1.2 and TLS 1.3',
  why: 'Unread TLS 1.3 tickets turn the close into a reset, and the end of the file is lost. It is a race: one run proves nothing.',
  references: ['openssl issue 7948', 'curl issue 6149', 'proftpd issue 959'],
  matrix: { tls: ['1.2', '1.3'] },
  conversation: ({ tls }) => ({
    minVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    readToEnd: false,
    steps: [{ do: 'put', size: '1MiB' }],
  }),
  repeat: 4,
  findings: ['upload-reset-unread-tickets-tls13', 'upload-truncated-silently'],
})
