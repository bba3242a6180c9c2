import { defineScenario } from '../../harness/define.js'
import type { Step } from '../../harness/model.js'

export default defineScenario({
  id: 'reuse/data-must-resume',
  title:
    'The server requires resumption on 1, 2 and 5 data connections, under TLS 1.2 and TLS 1.3',
  why: 'The most frequent FTPS fault of all: listings that come back empty and a 522 or 425 that the client hides. Some clients pass once and fail from the second transfer on.',
  references: [
    'vsftpd.conf(5) require_ssl_reuse',
    'RFC 4217 10',
    'RFC 8446 C.4',
  ],
  matrix: { connections: ['1', '2', '5'], tls: ['1.2', '1.3'] },
  conversation: ({ connections = '1', tls }) => ({
    minVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    steps: Array.from({ length: Number(connections) }, (): Step => ({
      do: 'list',
    })),
  }),
  server: { sessionReuse: 'required' },
  findings: [
    'data-session-not-reused',
    'data-session-not-reused-second-transfer',
    'data-session-not-reused-tls13',
    'data-session-not-reused-tls13-second-transfer',
  ],
})
