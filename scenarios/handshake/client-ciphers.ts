import { defineScenario } from '../../harness/define.js'

const suites: Readonly<Record<string, string>> = {
  'aes256-gcm': 'ECDHE-RSA-AES256-GCM-SHA384',
  'aes128-gcm': 'ECDHE-RSA-AES128-GCM-SHA256',
  chacha20: 'ECDHE-RSA-CHACHA20-POLY1305',
  'rsa-aes256-cbc': 'AES256-SHA',
}

export default defineScenario({
  id: 'handshake/client-ciphers',
  title: 'The client offers one TLS 1.2 cipher suite, the server is as shipped',
  why: 'vsftpd ships with a single suite. A client whose list lacks it is refused with alert 40, which has a dozen other causes.',
  references: ['RFC 5246 7.4.1.3', 'vsftpd.conf(5) ssl_ciphers'],
  matrix: { suite: Object.keys(suites) },
  conversation: ({ suite = '' }) => ({
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ciphers: suites[suite] ?? '',
    steps: [{ do: 'list' }],
  }),
  findings: ['no-shared-cipher'],
})
