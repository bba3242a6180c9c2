import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'handshake/server-ciphers',
  title: 'The server offers other TLS 1.2 cipher suites than it ships with',
  why: 'Hardening guides and old backup configurations replace the list. What the client then meets shows whether its own list is wide enough.',
  references: ['vsftpd.conf(5) ssl_ciphers', 'RFC 9325 4.2'],
  matrix: { list: ['HIGH', 'ECDHE-RSA-CHACHA20-POLY1305', 'AES128-SHA'] },
  conversation: {
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    steps: [{ do: 'list' }],
  },
  server: ({ list = 'HIGH' }) => ({ ciphers: list }),
  findings: ['no-shared-cipher'],
})
