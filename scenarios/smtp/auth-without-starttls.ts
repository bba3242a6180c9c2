import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/auth-without-starttls',
  protocol: 'smtp',
  title: 'The server offers AUTH and has no TLS at all',
  why: 'An old relay inside the house. A client that takes AUTH for a reason to use TLS cannot have it.',
  references: ['IBM APAR PH66548', 'RFC 4954 4'],
  conversation: { mail: {} },
  server: { mail: { starttls: false, authBeforeTls: ['PLAIN', 'LOGIN'] } },
  findings: ['cssmtp-unwanted-starttls', 'server-does-not-offer-starttls'],
})
