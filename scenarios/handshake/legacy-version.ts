import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'handshake/legacy-version',
  title: 'Client and server are both allowed TLS 1.0 or TLS 1.1',
  why: 'Letting an old client in takes two switches at the server: the version, and a cipher list with a lowered security level. Either alone changes nothing.',
  references: ['RFC 8996', 'SSL_CTX_set_security_level(3)'],
  matrix: { tls: ['1.0', '1.1'] },
  conversation: ({ tls }) => {
    const version = tls === '1.0' ? 'TLSv1' : 'TLSv1.1'
    return { minVersion: version, maxVersion: version, steps: [{ do: 'list' }] }
  },
  server: {
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: 'ALL:@SECLEVEL=0',
  },
  findings: ['client-tls-too-old', 'no-shared-cipher'],
})
