import { defineRule } from '../define.js'
import { replyEvidence, wireEvidence } from '../rules/look.js'
import { failedTransfers, isUpload } from '../rules/transfers.js'

export default defineRule({
  id: 'download-close-notify-unanswered',
  phase: 'data-close',
  severity: 'fault',
  title:
    "The client does not answer the server's close_notify after a download",
  explanation:
    'With strict_ssl_write_shutdown vsftpd wants the TLS shutdown in both directions also after a download. A client that closes as soon as it has read the end is refused although it has every byte.',
  references: ['vsftpd.conf(5) strict_ssl_write_shutdown', 'RFC 8446 6.1'],
  supersedes: ['connection-cut', 'control-closed-by-server'],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, exchange, reply }) => {
      if (isUpload(exchange) || reply?.code !== 426) return []
      if (data.handshake?.completed !== true) return []
      if (data.closeNotify.server !== true || data.closeNotify.client !== false)
        return []
      return [
        {
          statement:
            "The client closed the data connection without answering the server's close_notify; the server requires it.",
          certainty: 'inferred' as const,
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `data connection ${data.ordinal}: close_notify from the server, none from the client`,
            ),
            replyEvidence(reply),
          ],
        },
      ]
    }),
})
