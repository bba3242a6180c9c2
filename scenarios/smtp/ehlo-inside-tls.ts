import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/ehlo-inside-tls',
  protocol: 'smtp',
  title: 'The server wants EHLO again after STARTTLS',
  why: 'RFC 3207 has both ends forget what was said before TLS. A client that goes on with MAIL is refused.',
  references: ['RFC 3207 4.2', 'IP Configuration Reference, Options, TLSEhlo'],
  conversation: { mode: 'explicit', mail: {} },
  server: { mail: { ehloInsideTls: 'required', authBeforeTls: [] } },
  findings: ['client-no-ehlo-after-starttls', 'attls-no-rule'],
})
