import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'handshake/alpn',
  title: 'The client offers an ALPN protocol',
  why: 'FileZilla offers "ftp"; a client built on an HTTP stack offers something else, and vsftpd since 3.0.4 drops it.',
  references: ['RFC 7301 3.2', 'vsftpd 3.0.4 Changelog'],
  matrix: { alpn: ['ftp', 'http/1.1'] },
  conversation: ({ alpn = 'ftp' }) => ({
    alpn: [alpn],
    steps: [{ do: 'list' }],
  }),
  findings: ['alpn-mismatch'],
})
