import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'data/session',
  title: 'List, get, get, put, list in one session, under TLS 1.2 and TLS 1.3',
  why: 'Several clients fail only from the second transfer on, or only after an upload: they lose the session, or their one ticket is spent.',
  references: ['RFC 8446 C.4', 'curl issue 4654', 'php-src pull request 12851'],
  matrix: { tls: ['1.2', '1.3'] },
  conversation: ({ tls }) => ({
    minVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    steps: [
      { do: 'list' },
      { do: 'get', size: 'small' },
      { do: 'get', size: '1MiB' },
      { do: 'put', size: '1MiB' },
      { do: 'list' },
    ],
  }),
  findings: [
    'data-session-not-reused',
    'data-session-not-reused-second-transfer',
    'data-session-not-reused-tls13-second-transfer',
  ],
})
