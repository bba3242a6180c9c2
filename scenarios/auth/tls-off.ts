import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/tls-off',
  title: 'The server has TLS switched off',
  why: 'The reply to AUTH is then 500, 502, 530 or 534, depending on the product, and some clients go on in clear without telling.',
  references: ['RFC 4217 4', 'vsftpd.conf(5) ssl_enable'],
  conversation: { mode: 'explicit', auth: ['TLS'], steps: [{ do: 'list' }] },
  server: { tls: 'off' },
  findings: ['auth-refused-tls-off', 'client-falls-back-to-clear-text'],
})
