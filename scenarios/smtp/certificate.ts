import { defineScenario } from '../../harness/define.js'
import type { CertificateSpec } from '../../harness/model.js'

const faults: Readonly<Record<string, CertificateSpec>> = {
  none: {},
  'unknown-ca': { chain: 'unknown-ca' },
  'self-signed': { chain: 'self-signed' },
  expired: { validity: 'expired' },
  'other-name': { names: ['other.example'] },
}

export default defineScenario({
  id: 'smtp/certificate',
  protocol: 'smtp',
  title: 'STARTTLS with a certificate that has a fault',
  why: 'The mail server gets a new certificate, and the CA is in no key ring. The mail that went out yesterday does not today.',
  references: ['RFC 3207 4.1', 'RFC 7817'],
  matrix: { fault: Object.keys(faults) },
  conversation: { mode: 'explicit', mail: {} },
  server: ({ fault = '' }) => ({
    certificate: faults[fault] ?? {},
    mail: { authBeforeTls: [] },
  }),
  findings: [
    'client-distrusts-server-cert',
    'server-cert-expired',
    'client-hostname-mismatch',
    'attls-no-rule',
  ],
})
