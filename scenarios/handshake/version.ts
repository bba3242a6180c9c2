import { defineScenario } from '../../harness/define.js'
import type { TlsVersion } from '../../harness/model.js'

const versions: Readonly<Record<string, TlsVersion>> = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
}

export default defineScenario({
  id: 'handshake/version',
  title: 'The client speaks one TLS version, the server is as shipped',
  why: "Mainframes and embedded clients are stuck at TLS 1.0 or 1.2. What the server still accepts depends on its version, its cipher list and the library's security level together.",
  references: ['RFC 8996', 'RFC 8446 4.1.3'],
  matrix: { tls: Object.keys(versions) },
  conversation: ({ tls = '1.2' }) => {
    const version = versions[tls] ?? 'TLSv1.2'
    return { minVersion: version, maxVersion: version, steps: [{ do: 'list' }] }
  },
  findings: ['client-tls-too-old', 'no-shared-cipher'],
})
