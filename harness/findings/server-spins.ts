import { defineRule } from '../define.js'

export default defineRule({
  id: 'server-spins',
  phase: 'idle',
  severity: 'note',
  title: 'The server uses a whole core after its client has left',
  explanation:
    'The client is gone, and the process that serves goes on running without a pause: it polls a connection that it does not close. Every such session costs a core until the server is restarted, and all others are served late. The session itself may well have gone well.',
  references: [
    'pyftpdlib issues 429 and 613 (TLS connections that end without close_notify)',
  ],
  find: transcript =>
    transcript.logs.flatMap(({ from, fact }) =>
      fact?.is === 'spins'
        ? [
            {
              statement:
                'The server uses all it gets of a core although its client has left.',
              certainty: 'stated' as const,
              at: transcript.controls.at(-1)?.closed?.at ?? 0,
              evidence: [{ source: from, text: fact.text }],
              settledBy:
                'a trace of its system calls at that moment: the connection that it polls',
            },
          ]
        : [],
    ),
})
