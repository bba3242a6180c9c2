import { defineRule } from '../define.js'
import type { DataConnection, Transcript } from '../model.js'
import { wireEvidence } from '../rules/look.js'
import { failedTransfers, isUpload } from '../rules/transfers.js'

const saysSo = 'eof-without-close-notify'

/** Its words, where no wire was seen. */
const clientSaysSo = (
  transcript: Transcript,
  data: DataConnection,
): string | null =>
  data.facts.some(f => f.is === saysSo)
    ? (transcript.logs.find(
        l => l.from === 'client-log' && l.fact?.is === saysSo,
      )?.text ?? null)
    : null

export default defineRule({
  id: 'server-no-close-notify',
  phase: 'data-close',
  severity: 'fault',
  title:
    'The server ends a download without close_notify and the client takes that for a broken transfer',
  explanation:
    'A strict TLS client cannot tell a missing close_notify from an attack that cut the file short (GnuTLS error -110, OpenSSL "unexpected eof while reading").',
  references: ['RFC 8446 6.1', 'RFC 5246 7.2.1'],
  supersedes: ['connection-cut'],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, exchange, reply }) => {
      if (isUpload(exchange) || data.handshake?.completed !== true) return []
      const told = clientSaysSo(transcript, data)
      const ended =
        data.closeNotify.server === false && data.closed?.by === 'server'
          ? data.closed.how.toUpperCase()
          : null
      if (ended === null && told === null) return []
      if (reply === null || reply.code >= 400) return []
      return [
        {
          statement:
            'The server ended the data connection without close_notify and the client refuses the transfer for that.',
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            ...(ended === null
              ? []
              : [
                  wireEvidence(
                    transcript,
                    `data connection ${data.ordinal}: ${ended} from the server without close_notify`,
                  ),
                ]),
            ...(told === null
              ? []
              : [{ source: 'client-log' as const, text: told }]),
          ],
        },
      ]
    }),
})
