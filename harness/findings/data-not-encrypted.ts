import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'
import { transfers } from '../rules/transfers.js'

export default defineRule({
  id: 'data-not-encrypted',
  phase: 'transfer',
  severity: 'note',
  title: 'The control connection is encrypted and the data is not',
  explanation:
    'Data connections are clear until PROT P, also under explicit TLS. File contents and names crossed the network in clear.',
  references: ['RFC 4217 9'],
  find: transcript =>
    transfers(transcript).flatMap(({ data, reply }) => {
      const control = transcript.controls.find(c => c.ordinal === data.control)
      if (control?.handshake?.completed !== true) return []
      if (control.implicit === true || data.handshake !== null) return []
      if (reply === null || reply.code >= 400 || !data.opened) return []
      // a log that is silent about TLS on its data is no witness of clear data
      const wire = transcript.events.some(
        e =>
          e.role === 'data' &&
          e.from.endsWith('-wire') &&
          e.body.kind === 'open',
      )
      if (!wire) return []
      return [
        {
          statement: `Data connection ${data.ordinal} was not encrypted.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            wireEvidence(transcript, `data connection ${data.ordinal}: no TLS`),
          ],
        },
      ]
    }),
})
