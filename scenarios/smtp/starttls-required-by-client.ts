import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/starttls-required-by-client',
  protocol: 'smtp',
  title: 'The client requires STARTTLS, and the server has it or not',
  why: 'A security policy asks for TLS on all mail. A target without it must lead to a plain answer, and never to mail in clear.',
  references: [
    'RFC 3207 4.1',
    'IP Configuration Reference, TargetServer, Secure',
  ],
  matrix: { starttls: ['offered', 'not-offered'] },
  conversation: { mode: 'explicit', mail: {} },
  server: ({ starttls }) => ({
    mail: { starttls: starttls === 'offered', authBeforeTls: [] },
  }),
  findings: ['server-does-not-offer-starttls', 'attls-no-rule'],
})
