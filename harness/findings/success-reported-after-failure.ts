import { defineRule } from '../define.js'

export default defineRule({
  id: 'success-reported-after-failure',
  phase: 'reply',
  severity: 'warning',
  title: 'The client tells its user that all went well after a failed transfer',
  explanation:
    'The client ended with success although a transfer was refused, cut or never made. A job that trusts its exit code loses data.',
  references: ['netkit ftp always exits 0'],
  find: ({ context, steps }) => {
    const broken = steps.find(s => !s.ok && s.step !== 'quit')
    if (context.clientClaims !== 'success' || broken === undefined) return []
    return [
      {
        statement: `The client reported success although "${broken.label}" failed: ${broken.why ?? `reply ${broken.code ?? '?'}`}.`,
        certainty: 'stated' as const,
        at: broken.at,
        evidence: [
          {
            source: 'client-program' as const,
            text: 'the client ended with success',
          },
        ],
      },
    ]
  },
})
