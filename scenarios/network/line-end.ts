import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/line-end',
  title: 'The LF of a command arrives after its CR, in a segment of its own',
  why: 'TCP allows it and a busy path does it now and then: a server that takes the two only together hangs, once in a thousand sessions, and the network is blamed.',
  references: ['RFC 959 5.3', 'RFC 9293 3.7.1'],
  network: 'line-feed-apart',
  conversation: { mode: 'explicit', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['command-unanswered'],
  optIn: true,
})
