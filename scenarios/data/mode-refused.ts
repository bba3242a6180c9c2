import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'data/mode-refused',
  title: 'The server has the mode switched off that the client uses',
  why: 'An administrator closes passive ports or forbids PORT; the reply is the same 550 as for a missing file.',
  references: ['vsftpd.conf(5) pasv_enable, port_enable'],
  matrix: { off: ['passive', 'active'] },
  conversation: ({ off }) => ({
    data: off === 'passive' ? 'pasv' : 'port',
    steps: [{ do: 'list' }],
  }),
  server: ({ off }) =>
    off === 'passive' ? { passive: false } : { active: false },
  findings: ['passive-mode-refused', 'active-mode-refused'],
})
