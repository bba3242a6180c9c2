import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'legacy/server-version',
  title: 'The server has nothing later than SSL 3.0, or SSL 2.0 only',
  why: 'A partner still runs an FTPS server of 2003. Clients of today say "unsupported protocol", "wrong version number" or "unexpected eof", none of which says how old the server is.',
  references: ['RFC 7568', 'RFC 6176', 'Kermit FTP FAQ: WS_FTP'],
  matrix: { version: ['SSLv2', 'SSLv3'] },
  conversation: { steps: [{ do: 'list' }] },
  server: ({ version }) => ({
    versions: [version === 'SSLv2' ? 'SSLv2' : 'SSLv3'],
  }),
  findings: ['client-tls-too-new-only', 'no-shared-cipher'],
  optIn: true,
})
