import { defineRule } from '../define.js'
import {
  alertEvidence,
  brokenControls,
  reasons,
  sentAlert,
} from '../rules/look.js'

export default defineRule({
  id: 'sni-unknown',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The server does not serve the host name in the ClientHello',
  explanation:
    "The server insists on a server name (SNI) and the client sent none or another one. With vsftpd's ssl_sni_hostname the comparison is exact, also on data connections.",
  references: ['RFC 6066 3', 'vsftpd.conf(5) ssl_sni_hostname'],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const refused =
        sentAlert(control, 'server', 112) ||
        reasons(control, 'server').some(r => r === 234 || r === 226)
      if (!refused) return []
      const name = control.handshake?.hello?.serverName
      return [
        {
          statement:
            name === undefined
              ? 'The server insists on a server name (SNI) and the client sent none.'
              : `The server does not accept the server name ${JSON.stringify(name)} (SNI).`,
          certainty: 'stated' as const,
          at: control.at,
          evidence: alertEvidence(transcript, control),
        },
      ]
    }),
})
