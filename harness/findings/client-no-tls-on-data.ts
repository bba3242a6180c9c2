import { defineRule } from '../define.js'
import type { Match } from '../model.js'
import { replyEvidence, wireEvidence } from '../rules/look.js'
import { failedTransfers, isUpload, type Transfer } from '../rules/transfers.js'

/**
 * Active mode has no wire that a relay could watch: the client's own log says
 * that it took the connection and waited (curl 7.88 does).
 */
const waitedInVain = ({ data, reply }: Transfer): Match[] => {
  const waited = data.timeouts.find(t => t.side === 'client')
  if (data.mode !== 'active' || waited === undefined) return []
  if (data.handshake?.completed === true) return []
  return [
    {
      statement:
        'The client accepted the data connection (active mode), started no TLS on it and waited.',
      certainty: 'inferred',
      at: data.at,
      evidence: [
        {
          source: 'client-log',
          text: `data connection ${data.ordinal}: no TLS, and nothing received within ${waited.ms} ms`,
        },
        ...(reply === null ? [] : [replyEvidence(reply)]),
      ],
    },
  ]
}

export default defineRule({
  id: 'client-no-tls-on-data',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'PROT P was agreed and the client starts no TLS on the data connection',
  explanation:
    'After PROT P every data connection begins with a TLS handshake in which the FTP client is the TLS client. This one sent no ClientHello: it waited, or it sent its data in clear.',
  references: ['RFC 4217 7, 9'],
  supersedes: [
    'connection-cut',
    'data-handshake-failed',
    'data-handshake-failed-oops',
    'data-stalled',
    'upload-truncated-silently',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      const { data, exchange, reply } = transfer
      if (data.protection !== 'P' || !data.opened) return []
      if (data.handshake?.hello) return []
      // without a wire on this connection nothing can be said about a hello
      const wire = transcript.events.some(
        e =>
          e.role === 'data' &&
          e.from.endsWith('-wire') &&
          e.body.kind === 'open',
      )
      const began = (exchange.replies[0]?.code ?? 0) < 200
      if (!began) return []
      if (!wire) return waitedInVain(transfer)
      const clear = data.clearBytes.find(c => c.sender === 'client')
      return [
        {
          statement: isUpload(exchange)
            ? 'The client agreed to PROT P and then sent its data without TLS.'
            : 'The client agreed to PROT P and then started no TLS on the data connection.',
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              clear === undefined
                ? `data connection ${data.ordinal}: no ClientHello`
                : `data connection ${data.ordinal}: the client's first bytes are not TLS`,
            ),
            ...(reply === null ? [] : [replyEvidence(reply)]),
          ],
        },
      ]
    }),
})
