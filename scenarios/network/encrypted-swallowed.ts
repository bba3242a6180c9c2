import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/encrypted-swallowed',
  title: 'A firewall that reads FTP drops the handshake behind AUTH',
  why: 'It looks as a server whose TLS hangs (WS_FTP Server 3), and only the other end of the line can tell the two apart.',
  references: ['Kermit FTP FAQ: secure FTP through a firewall', 'RFC 3360 2.1'],
  network: 'firewall-swallows-encrypted',
  conversation: { mode: 'explicit', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['middlebox', 'handshake-no-answer'],
  optIn: true,
})
