import { defineRule } from '../define.js'

export default defineRule({
  id: 'upload-truncated-silently',
  phase: 'transfer',
  severity: 'fault',
  race: true,
  title: 'The server reports success for an upload that it stored only in part',
  explanation:
    'The reply was 226 and the stored file is shorter than, or different from, what the client sent. Neither side would notice: only comparing the bytes shows it.',
  references: [
    'pyftpdlib: a reset taken for the end of the file',
    'curl issue 6149',
  ],
  find: transcript =>
    transcript.steps.flatMap(step => {
      const { transfer } = step
      if (transfer?.direction !== 'upload' || !transfer.reportedOk) return []
      if (transfer.intact !== false) return []
      const { arrived, expected } = transfer
      return [
        {
          statement:
            arrived !== null && arrived === expected
              ? `The server reported success and stored ${arrived} bytes that are not those that were sent.`
              : `The server reported success and stored ${arrived ?? 0} of ${expected ?? '?'} bytes.`,
          certainty: 'stated' as const,
          at: step.at,
          evidence: [
            {
              source: 'client-wire' as const,
              text: `server replied ${step.code ?? 226}`,
            },
            {
              source: 'server-program' as const,
              text: `stored: ${transfer.arrived ?? 0} bytes, sent: ${transfer.expected ?? '?'}`,
            },
          ],
        },
      ]
    }),
})
