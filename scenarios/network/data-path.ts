import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/data-path',
  title: 'A data connection is open, and its bytes stop on the way',
  why: 'Reset, dropped in one direction, or gone with the whole path: each end knows only that the other one says nothing.',
  references: [
    'RFC 3360 2.1',
    'RFC 1122 4.2.3.6',
    'Check Point FireWall-1: bi-directional data on FTP data connections',
  ],
  matrix: { how: ['data-cut', 'data-one-way', 'half-open'] },
  network: ({ how = '' }) => how,
  conversation: { mode: 'explicit', steps: [{ do: 'get', size: '256KiB' }] },
  server: { sessionReuse: 'not-required' },
  findings: ['middlebox', 'connection-cut', 'data-handshake-failed'],
  optIn: true,
})
