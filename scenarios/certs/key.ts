import { defineScenario } from '../../harness/define.js'
import type { CertificateSpec, TlsVersion } from '../../harness/model.js'

const keys = ['rsa-1024', 'rsa-2048', 'rsa-3072', 'ec-p256', 'ec-p384'] as const

export default defineScenario({
  id: 'certs/key',
  title:
    "The server's certificate has this kind of key, under TLS 1.2 and TLS 1.3",
  why: 'A renewed certificate with an elliptic-curve key makes TLS 1.2 impossible where only ECDHE-RSA suites are listed, and still works under TLS 1.3: the failure depends on the client.',
  references: ['RFC 8446 4.4.2.2', 'vsftpd.conf(5) rsa_cert_file, ssl_ciphers'],
  matrix: { key: keys, tls: ['1.2', '1.3'] },
  conversation: ({ tls }) => {
    const version: TlsVersion = tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3'
    return {
      minVersion: version,
      maxVersion: version,
      verify: true,
      steps: [{ do: 'list' }],
    }
  },
  server: ({ key }) => ({
    certificate: {
      key: (keys.find(k => k === key) ??
        'rsa-2048') satisfies CertificateSpec['key'],
    },
  }),
  findings: ['no-shared-cipher', 'certificate-too-weak'],
})
