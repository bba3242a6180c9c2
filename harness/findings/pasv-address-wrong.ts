import { defineRule } from '../define.js'
import {
  exchanges,
  finalReply,
  quoteReply,
  replyEvidence,
} from '../rules/look.js'

export default defineRule({
  id: 'pasv-address-wrong',
  phase: 'passive',
  severity: 'fault',
  title: 'The address in the reply to PASV cannot be reached by the client',
  explanation:
    'The server announces an address that the client cannot dial: a private one behind NAT, 0.0.0.0, or another host. Under TLS no firewall can rewrite it. EPSV carries no address and is not affected; many clients can be told to ignore the address.',
  references: [
    'RFC 959 4.1.2 PASV',
    'RFC 2428 3',
    'vsftpd.conf(5) pasv_address',
  ],
  supersedes: ['data-port-blocked', 'control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const failed = transcript.data.find(
        d =>
          d.control === control.ordinal && d.openFailure?.code === 'EPASVADDR',
      )
      const pasv = exchanges(control, 'PASV').findLast(
        e => failed !== undefined && e.at <= failed.at,
      )
      const reply = finalReply(pasv ?? null)
      if (failed === undefined || reply === null) return []
      return [
        {
          statement: `The server's passive address cannot be reached by the client (${quoteReply(reply)}).`,
          certainty: 'stated' as const,
          at: failed.at,
          evidence: [
            replyEvidence(reply),
            {
              source: 'client-wire' as const,
              text: failed.openFailure?.text ?? '',
            },
          ],
        },
      ]
    }),
})
