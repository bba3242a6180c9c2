import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'certs/name',
  title: "The server's certificate names the host that was dialled, or another",
  why: 'A certificate for the public name, dialled by an internal one. Some clients warn, some refuse, some never look.',
  references: ['RFC 6125 6', 'Kermit FTP FAQ: First Health'],
  matrix: { name: ['same', 'other'] },
  conversation: {
    verify: true,
    serverName: 'localhost',
    steps: [{ do: 'list' }],
  },
  server: ({ name }) => ({
    certificate: name === 'same' ? {} : { names: ['ftp.example.test'] },
  }),
  findings: ['client-hostname-mismatch'],
})
