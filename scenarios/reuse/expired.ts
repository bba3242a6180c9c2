import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'reuse/expired',
  title:
    'The session of the control connection has expired at the server, under TLS 1.2 and TLS 1.3',
  why: 'Works in every test and fails after five minutes, or after the first long transfer of the night.',
  references: [
    'vsftpd Changelog 2.2.1',
    'mod_tls TLSSessionCache',
    'RFC 8446 4.6.1',
  ],
  matrix: { tls: ['1.2', '1.3'] },
  conversation: ({ tls }) => ({
    minVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    dataSession: 'expired',
    steps: [{ do: 'wait', ms: 2300 }, { do: 'list' }],
  }),
  server: { sessionReuse: 'required', sessionLifetime: 1 },
  findings: ['server-session-cache-expired'],
})
