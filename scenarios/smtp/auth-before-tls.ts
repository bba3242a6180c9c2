import { defineScenario } from '../../harness/define.js'

const offers: Readonly<Record<string, readonly string[]>> = {
  'PLAIN LOGIN': ['PLAIN', 'LOGIN'],
  LOGIN: ['LOGIN'],
  'CRAM-MD5': ['CRAM-MD5'],
  'AUTH=PLAIN': ['PLAIN'],
  'inside TLS only': [],
}

export default defineScenario({
  id: 'smtp/auth-before-tls',
  protocol: 'smtp',
  title:
    'The server offers AUTH, before TLS or inside, to a client without login',
  why: 'An administrator turns on submission for people. From then on a mainframe with APAR PH61015 delivers no mail any more, and nothing on the mainframe has changed.',
  references: ['IBM APAR PH66548', 'RFC 4954 4'],
  matrix: { offer: Object.keys(offers) },
  conversation: { mail: {} },
  server: ({ offer = '' }) => ({
    mail: {
      authBeforeTls: offers[offer] ?? [],
      ...(offer === 'inside TLS only'
        ? { authInsideTls: ['PLAIN', 'LOGIN'] }
        : {}),
      authSpelling: offer.startsWith('AUTH=') ? 'AUTH=' : 'AUTH',
    },
  }),
  findings: ['cssmtp-unwanted-starttls', 'attls-no-rule'],
})
