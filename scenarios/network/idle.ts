import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/idle',
  title: 'The control connection is idle during a long transfer, and is lost',
  why: 'The file arrives whole, the reply never does, and a job that ran for an hour is reported as failed and sent again.',
  references: [
    'RFC 5382 REQ-5',
    'z/OS Communications Server: FTPKEEPALIVE',
    'ProFTPD: SocketOptions keepalive',
  ],
  matrix: { how: ['idle-reset', 'idle-forgotten'] },
  network: ({ how = '' }) => how,
  conversation: {
    mode: 'explicit',
    // later versions have a race of their own at the end of a slow upload
    maxVersion: 'TLSv1.2',
    steps: [{ do: 'put', size: '256KiB' }],
  },
  server: { sessionReuse: 'not-required' },
  findings: ['control-idle-cut', 'middlebox'],
  optIn: true,
})
