import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'
import { transfers } from '../rules/transfers.js'

export default defineRule({
  id: 'data-in-clear-under-implicit',
  phase: 'transfer',
  severity: 'note',
  title: 'Under implicit TLS the data is not encrypted',
  explanation:
    'With implicit TLS some servers imply PROT P and others, like vsftpd, begin in clear and wait for PROT P. A client that sends no PROT sends its data in clear.',
  references: ['RFC 4217 appendix A', 'vsftpd.conf(5) implicit_ssl'],
  find: transcript =>
    transfers(transcript).flatMap(({ data, reply }) => {
      const control = transcript.controls.find(c => c.ordinal === data.control)
      if (control?.implicit !== true || data.handshake !== null) return []
      if (reply === null || reply.code >= 400 || !data.opened) return []
      if (!transcript.vantages.some(v => v.endsWith('-wire'))) return []
      return [
        {
          statement: `Under implicit TLS data connection ${data.ordinal} was not encrypted.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            wireEvidence(transcript, `data connection ${data.ordinal}: no TLS`),
          ],
        },
      ]
    }),
})
