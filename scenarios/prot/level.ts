import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'prot/level',
  title: 'The client asks for one protection level and lists',
  why: 'Only C and P exist under TLS. Pure-FTPd answers 200 to S and E and means P; others refuse; some let PROT C pass and refuse the transfer.',
  references: ['RFC 2228 3 PROT', 'RFC 4217 9'],
  matrix: { level: ['C', 'S', 'E', 'P'] },
  conversation: ({ level }) => ({
    level:
      level === 'C' ? 'C' : level === 'S' ? 'S' : level === 'E' ? 'E' : 'P',
    steps: [{ do: 'list' }],
  }),
  findings: ['prot-level-unsupported', 'server-requires-prot-p'],
})
