import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'prot/switch-back',
  title: 'The client lists under PROT P, then PROT C, then P again',
  why: "The level holds until the next PROT. Servers that fix it at the first transfer, or that take the control connection's state for it, break here.",
  references: ['RFC 2228 3 PROT', 'LightFTP issue 67'],
  conversation: {
    level: 'P',
    steps: [
      { do: 'list' },
      { do: 'prot', level: 'C' },
      { do: 'list' },
      { do: 'prot', level: 'P' },
      { do: 'list' },
    ],
  },
  server: { dataProtection: 'optional' },
  findings: ['data-not-encrypted', 'server-requires-prot-p'],
})
