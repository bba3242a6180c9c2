import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/plain-text-in-handshake',
  protocol: 'smtp',
  title: 'The server answers the ClientHello with a line of text',
  why: 'A server that agreed to STARTTLS and finds that it has no TLS, or a filter between: the client calls it a wrong version number.',
  references: ['RFC 3207 4'],
  conversation: { mode: 'explicit', mail: {} },
  server: { mail: { plainTextInHandshake: true } },
  findings: ['cleartext-reply-after-auth', 'attls-no-rule'],
})
