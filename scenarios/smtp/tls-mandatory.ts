import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/tls-mandatory',
  protocol: 'smtp',
  title: 'The server takes mail under TLS only',
  why: 'The partner turns clear mail off. Whoever has not turned TLS on gets 530 for every message.',
  references: ['RFC 3207 4', 'Postfix smtpd_tls_security_level=encrypt'],
  conversation: { mail: {} },
  server: { mail: { tlsRequired: true, authBeforeTls: [] } },
  findings: ['server-requires-starttls', 'attls-no-rule'],
})
