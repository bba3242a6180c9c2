import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'reuse/by',
  title:
    'The control session is resumed by session id or ticket (TLS 1.2) or by PSK (TLS 1.3)',
  why: 'System SSL resumes by session id only, Go by ticket only. A server that offers one kind shuts out the clients of the other.',
  references: ['RFC 5246 7.3', 'RFC 5077 3', 'RFC 8446 2.2'],
  matrix: { how: ['session-id', 'ticket', 'psk'] },
  conversation: ({ how }) => ({
    minVersion: how === 'psk' ? 'TLSv1.3' : 'TLSv1.2',
    maxVersion: how === 'psk' ? 'TLSv1.3' : 'TLSv1.2',
    dataSession: 'control',
    ...(how === 'psk'
      ? {}
      : {
          resumption:
            how === 'session-id'
              ? ('session-id' as const)
              : ('ticket' as const),
        }),
    steps: [{ do: 'list' }, { do: 'list' }],
  }),
  server: ({ how }) => ({
    sessionReuse: 'required',
    ...(how === 'session-id' ? { resumption: 'session-id' as const } : {}),
  }),
  require: { dataResumed: true },
  findings: ['data-session-not-reused', 'server-does-not-offer-resumption'],
})
