import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'reuse/not-offered-by-server',
  title:
    'Under TLS 1.2 the server requires resumption and gives nothing to resume',
  why: 'A session cache that is switched off, or tickets that a farm does not share: no client can pass, whatever it does.',
  references: ['RFC 5246 7.4.1.3', 'RFC 8446 4.6.1'],
  conversation: {
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    dataSession: 'control',
    steps: [{ do: 'list' }],
  },
  server: { sessionReuse: 'required', resumption: 'none' },
  findings: ['server-does-not-offer-resumption'],
})
