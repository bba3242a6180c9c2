import { defineRule } from '../define.js'
import {
  alertEvidence,
  handshakeWorked,
  replyEvidence,
  sentAlert,
  wireEvidence,
} from '../rules/look.js'
import { failedTransfers, isUpload } from '../rules/transfers.js'

export default defineRule({
  id: 'upload-without-close-notify',
  phase: 'data-close',
  severity: 'fault',
  title:
    'The client ends its upload without the TLS close_notify that the server requires',
  explanation:
    'A TLS stream that ends with a bare TCP FIN may have been cut by anyone. A strict server refuses the upload although every byte arrived. vsftpd does so since 3.0.3 (strict_ssl_read_eof; the manual still gives the old default); pyftpdlib does on OpenSSL 3, and then never answers STOR.',
  references: ['RFC 8446 6.1', 'vsftpd.conf(5) strict_ssl_read_eof'],
  supersedes: ['control-closed-by-server', 'connection-cut'],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, exchange, reply, step }) => {
      if (!isUpload(exchange) || !handshakeWorked(data)) return []
      // pyftpdlib on OpenSSL 3 sends decode_error and forgets to reply
      const silent = reply === null && sentAlert(data, 'server', 50)
      if (!silent && (reply === null || reply.code < 400)) return []
      // bytes are missing: accepting such an end would keep a cut file
      const { expected, arrived } = step?.transfer ?? {}
      if (expected != null && arrived != null && arrived < expected) return []
      const logged = data.facts.some(f => f.is === 'eof-without-close-notify')
      const bare =
        data.closeNotify.client === false &&
        data.closed?.by === 'client' &&
        data.closed.how === 'fin'
      if (!logged && !bare) return []
      if (data.closed?.how === 'rst') return []
      if (/reuse/i.test(reply?.text ?? '')) return []
      return [
        {
          statement: silent
            ? 'The client ended its upload with a bare FIN; the server takes that for an error (alert decode_error) and gives no reply.'
            : 'The client ended its upload with a bare FIN; the server requires a TLS close_notify.',
          certainty:
            logged || silent ? ('stated' as const) : ('inferred' as const),
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `data connection ${data.ordinal}: FIN from the client without close_notify`,
            ),
            ...(logged
              ? [
                  {
                    source: 'server-log' as const,
                    text: 'server logged an end without TLS shutdown',
                  },
                ]
              : []),
            ...(reply === null
              ? alertEvidence(transcript, data)
              : [replyEvidence(reply)]),
          ],
        },
      ]
    }),
})
