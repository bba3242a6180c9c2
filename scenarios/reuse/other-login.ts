import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'reuse/other-login',
  title:
    'The data connection resumes a session of another login, by session id or ticket (TLS 1.2) or PSK (TLS 1.3)',
  why: 'A client with one session cache per host does this by accident, an attacker on purpose. Servers that bind data to its control connection refuse it; vsftpd with tickets does not.',
  references: ['vsftpd ssl.c', 'proftpd pull request 930', 'RFC 4217 10'],
  matrix: { how: ['session-id', 'ticket', 'psk'] },
  conversation: ({ how }) => ({
    minVersion: how === 'psk' ? 'TLSv1.3' : 'TLSv1.2',
    maxVersion: how === 'psk' ? 'TLSv1.3' : 'TLSv1.2',
    dataSession: 'other-login',
    ...(how === 'psk'
      ? {}
      : {
          resumption:
            how === 'session-id'
              ? ('session-id' as const)
              : ('ticket' as const),
        }),
    steps: [{ do: 'list' }],
  }),
  server: ({ how }) => ({
    sessionReuse: 'required',
    ...(how === 'session-id' ? { resumption: 'session-id' as const } : {}),
  }),
  findings: [
    'reuse-not-bound-to-control',
    'data-session-of-another-connection',
  ],
})
