import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/authentication',
  protocol: 'smtp',
  title: 'The server takes mail from users who have logged in only',
  why: 'Providers want a login for every message. CSSMTP has one since APAR PH61015, and uses it under TLS only.',
  references: ['RFC 4954 6', 'IBM APAR PH61015'],
  matrix: { offered: ['inside-tls', 'before-tls'] },
  conversation: { mail: { authenticate: true } },
  server: ({ offered }) => ({
    mail: {
      authRequired: true,
      authBeforeTls: offered === 'before-tls' ? ['PLAIN', 'LOGIN'] : [],
      authInsideTls: ['PLAIN', 'LOGIN'],
    },
  }),
  findings: [
    'server-requires-mail-auth',
    'cssmtp-unwanted-starttls',
    'attls-no-rule',
  ],
})
