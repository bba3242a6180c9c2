import { defineRule } from '../define.js'
import { replyEvidence, wireEvidence } from '../rules/look.js'
import { failedTransfers, isUpload } from '../rules/transfers.js'

export default defineRule({
  id: 'upload-reset-unread-tickets-tls13',
  phase: 'data-close',
  severity: 'fault',
  title:
    'Unread TLS 1.3 tickets turn the end of an upload into a reset, and the file is cut',
  explanation:
    'Under TLS 1.3 the server sends session tickets on the data connection after the handshake. A client that only writes and never reads closes its socket with them unread; TCP then sends a reset instead of a FIN, and the server loses what it had not yet read. The server sees a reset (426) or, worse, takes it for the end of the file (226).',
  references: [
    'openssl issues 7948, 10880',
    'curl issue 6149',
    'proftpd issue 959',
    'RFC 2525 2.17',
  ],
  supersedes: [
    'upload-without-close-notify',
    'connection-cut',
    'upload-truncated-silently',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, exchange, reply, step }) => {
      if (!isUpload(exchange) || data.handshake?.version !== 'TLSv1.3')
        return []
      if (data.handshake.completed !== true) return []
      if (reply !== null && /reuse/i.test(reply.text)) return []
      const { transfer } = step ?? {}
      const missing =
        transfer?.expected != null &&
        transfer.arrived !== null &&
        transfer.arrived < transfer.expected
      const reset = data.closed?.how === 'rst' && data.closed.by !== 'server'
      // seen from the middle the reset can look like a FIN inside a record
      const abrupt =
        missing &&
        data.closed?.by === 'client' &&
        data.closeNotify.client === false
      if (!reset && !abrupt) return []
      const cut =
        transfer !== undefined &&
        transfer.expected !== null &&
        transfer.arrived !== null
          ? ` (${transfer.arrived} of ${transfer.expected} bytes arrived)`
          : ''
      return [
        {
          statement: `The client closed its TLS 1.3 upload without reading the server's tickets; TCP reset the connection and the file was cut${cut}.`,
          certainty: 'inferred' as const,
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `data connection ${data.ordinal}: RST from the client after its data, TLS 1.3`,
            ),
            ...(reply === null ? [] : [replyEvidence(reply)]),
          ],
        },
      ]
    }),
})
