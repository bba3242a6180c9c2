import { defineRule } from '../define.js'
import { replyEvidence, wireEvidence } from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

const words = /connection|network|socket|reset|pipe/i

export default defineRule({
  id: 'connection-cut',
  phase: 'transfer',
  severity: 'fault',
  title: 'A data connection was cut in the middle of a transfer',
  explanation:
    'The data connection ended with a reset or before all bytes had passed, and no more exact cause could be told.',
  references: ['RFC 959 4.2.2 reply 426'],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, reply, step }) => {
      if (step?.step === 'abort') return []
      if (
        data.closed?.how !== 'rst' &&
        reply?.code !== 426 &&
        // 451 is also what a server says of its own disk
        !(reply?.code === 451 && words.test(reply.text))
      )
        return []
      if (data.handshake !== null && !data.handshake.completed) return []
      return [
        {
          statement: `Data connection ${data.ordinal} was cut during the transfer${data.closed?.how === 'rst' ? ` by a reset from the ${data.closed.by}` : ''}.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            ...(data.closed === null
              ? []
              : [
                  wireEvidence(
                    transcript,
                    `${data.closed.how.toUpperCase()} from the ${data.closed.by}`,
                  ),
                ]),
            ...(reply === null ? [] : [replyEvidence(reply)]),
          ],
        },
      ]
    }),
})
