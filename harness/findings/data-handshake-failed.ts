import { defineRule } from '../define.js'
import { alertEvidence, replyEvidence } from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

export default defineRule({
  id: 'data-handshake-failed',
  phase: 'data-tls',
  severity: 'fault',
  title: 'The TLS handshake on the data connection failed',
  explanation:
    'The data connection was opened and TLS was begun on it, but the handshake did not complete. No more exact cause could be told from what was seen.',
  references: ['RFC 4217 7'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, reply }) => {
      const { handshake } = data
      if (!handshake?.hello || handshake.completed) return []
      return [
        {
          statement: `The TLS handshake on data connection ${data.ordinal} failed${handshake.alert === null ? '' : `: ${handshake.alert.sender} sent ${handshake.alert.name}`}.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            ...alertEvidence(transcript, data),
            ...(reply === null ? [] : [replyEvidence(reply)]),
          ],
          settledBy: "the server's log of the data handshake",
        },
      ]
    }),
})
