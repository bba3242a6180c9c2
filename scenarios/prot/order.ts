import { defineScenario } from '../../harness/define.js'
import type { Conversation } from '../../harness/model.js'

const orders = [
  'before-login',
  'after-login',
  'prot-without-pbsz',
  'before-auth',
  'never',
] as const satisfies readonly Conversation['protect'][]

export default defineScenario({
  id: 'prot/order',
  title: 'PBSZ and PROT come at this place in the dialogue',
  why: 'C-Kermit, PHP and Perl send them before USER, curl and lftp after PASS, and some clients leave PBSZ out. Servers differ in what they forgive.',
  references: ['RFC 2228 3', 'RFC 4217 9, 16'],
  matrix: { order: orders },
  conversation: ({ order }) => ({
    protect: orders.find(o => o === order) ?? 'after-login',
    steps: [{ do: 'list' }],
  }),
  findings: ['prot-before-auth', 'client-prot-p-missing'],
})
