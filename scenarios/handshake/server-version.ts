import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'handshake/server-version',
  title: 'The server allows TLS 1.2 only or TLS 1.3 only',
  why: 'A rollout that switches a version off locks out every client below it, and, with TLS 1.2 only, also cures some data connection faults of TLS 1.3.',
  references: ['RFC 8446 4.2.1', 'vsftpd.conf(5) ssl_tlsv13'],
  matrix: { only: ['1.2', '1.3'] },
  conversation: { steps: [{ do: 'list' }] },
  server: ({ only }) => ({
    versions: only === '1.2' ? ['TLSv1.2'] : ['TLSv1.3'],
  }),
  findings: ['client-tls-too-old'],
})
