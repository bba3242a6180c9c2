import { defineRule } from '../define.js'

export default defineRule({
  id: 'server-ended',
  phase: 'reply',
  severity: 'fault',
  title: "The server's program ended during the session",
  explanation:
    'The process that listens was there when the session began and is gone: it crashed, or something ended it. Every client is cut off, and none can connect.',
  references: ['signal(7)'],
  supersedes: ['control-closed-by-server', 'connection-cut'],
  find: transcript =>
    transcript.logs.flatMap(({ from, fact }) =>
      fact?.is === 'ended'
        ? [
            {
              statement: `The server's program ended: ${fact.text}.`,
              certainty: 'stated' as const,
              at: transcript.controls.at(-1)?.closed?.at ?? 0,
              evidence: [{ source: from, text: fact.text }],
            },
          ]
        : [],
    ),
})
