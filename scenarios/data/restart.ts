import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'data/restart',
  title: 'A download begins in the middle of the file',
  why: 'REST after a broken transfer is how large nightly files survive; it must give exactly the rest.',
  references: ['RFC 3659 5'],
  conversation: { steps: [{ do: 'get', size: '1MiB', restartAt: 1000 }] },
  findings: ['command-not-supported'],
})
