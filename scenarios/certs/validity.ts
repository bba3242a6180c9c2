import { defineScenario } from '../../harness/define.js'

const validities = ['current', 'expired', 'future'] as const

export default defineScenario({
  id: 'certs/validity',
  title: "The server's certificate is in, after or before its validity",
  why: "Every job of every partner stops at midnight. The client's message often speaks of trust, not of time.",
  references: ['RFC 5280 4.1.2.5'],
  matrix: { validity: validities },
  conversation: { verify: true, steps: [{ do: 'list' }] },
  server: ({ validity }) => ({
    certificate: {
      validity: validities.find(v => v === validity) ?? 'current',
    },
  }),
  findings: ['server-cert-expired'],
})
