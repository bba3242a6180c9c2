import { defineScenario } from '../../harness/define.js'

const verbs = ['LIST', 'NLST', 'MLSD'] as const

export default defineScenario({
  id: 'data/listing',
  title: 'A listing by LIST, NLST or MLSD',
  why: 'Clients that insist on MLSD cannot use vsftpd, which does not have it.',
  references: ['RFC 959 4.1.3', 'RFC 3659 7'],
  matrix: { verb: verbs },
  conversation: ({ verb }) => ({
    steps: [{ do: 'list', verb: verbs.find(v => v === verb) ?? 'LIST' }],
  }),
  findings: ['command-not-supported'],
})
