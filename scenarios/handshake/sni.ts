import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'handshake/sni',
  title: 'The server insists on a server name (SNI)',
  why: 'The comparison is exact and applies to data connections too. A client that dials by address sends no name at all.',
  references: ['RFC 6066 3', 'vsftpd.conf(5) ssl_sni_hostname'],
  matrix: { name: ['same', 'other'] },
  conversation: { serverName: 'localhost', steps: [{ do: 'list' }] },
  server: ({ name }) => ({
    serverNameRequired: name === 'same' ? 'localhost' : 'ftp.example.test',
  }),
  findings: ['sni-unknown'],
})
