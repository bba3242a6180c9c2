import { defineRule } from '../define.js'
import type { Transcript } from '../model.js'
import { wireEvidence } from '../rules/look.js'
import { failedTransfers, isUpload, type Transfer } from '../rules/transfers.js'

const saysSo = 'eof-without-close-notify'

/** OpenSSL 3, GnuTLS (wget), and PHP, whose SSL_shutdown waits for an answer. */
const words =
  /unexpected eof while reading|non-properly terminated|SSL_shutdown failed/

/** Its words, where no wire was seen. */
const clientSaysSo = (
  { logs }: Transcript,
  { data, step }: Transfer,
): string | null => {
  if (step?.why !== undefined && words.test(step.why)) return step.why
  const said = logs.find(
    l =>
      l.from === 'client-log' && (l.fact?.is === saysSo || words.test(l.text)),
  )
  const its = data.facts.some(f => f.is === saysSo)
  return said?.fact === undefined || its ? (said?.text ?? null) : null
}

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
    failedTransfers(transcript).flatMap(transfer => {
      const { data, exchange, reply } = transfer
      const told = clientSaysSo(transcript, transfer)
      if (isUpload(exchange)) return []
      // PHP says nothing of a handshake
      if (data.handshake?.completed !== true)
        if (told === null || data.handshake !== null) return []
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
          certainty:
            ended === null && /SSL_shutdown/.test(told ?? '')
              ? ('inferred' as const)
              : ('stated' as const),
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
