import { defineRule } from '../define.js'
import { replyEvidence, wireEvidence } from '../rules/look.js'
import { failedTransfers, isUpload } from '../rules/transfers.js'

export default defineRule({
  id: 'download-aborted-by-client',
  phase: 'data-close',
  severity: 'fault',
  title: 'The client closed the data connection before the end of a download',
  explanation:
    'The server was still sending when the client closed or reset the connection. It answers 426, "Failure writing network stream".',
  references: ['RFC 959 4.2.2 reply 426'],
  supersedes: ['connection-cut', 'control-closed-by-server'],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, exchange, reply, step }) => {
      if (isUpload(exchange) || reply?.code !== 426 || step?.step === 'abort')
        return []
      if (data.closed?.by !== 'client') return []
      if (data.closeNotify.server === true) return []
      if (data.handshake !== null && !data.handshake.completed) return []
      return [
        {
          statement:
            'The client closed the data connection before the server had sent everything.',
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `data connection ${data.ordinal}: ${data.closed.how.toUpperCase()} from the client, no close_notify from the server yet`,
            ),
            replyEvidence(reply),
          ],
        },
      ]
    }),
})
