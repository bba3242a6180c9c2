import { defineRule } from '../define.js'
import {
  alertEvidence,
  brokenControls,
  reasons,
  sentAlert,
} from '../rules/look.js'

export default defineRule({
  id: 'alpn-mismatch',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The client offers ALPN protocols of which the server wants none',
  explanation:
    'vsftpd 3.0.4 and later refuse a ClientHello whose ALPN list does not contain "ftp". A ClientHello without ALPN is accepted.',
  references: ['RFC 7301 3.2', 'vsftpd 3.0.4 Changelog'],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const alpn = control.handshake?.hello?.alpn ?? []
      const refused =
        sentAlert(control, 'server', 120) ||
        reasons(control, 'server').includes(235) ||
        control.facts.some(f => f.is === 'alpn-rejected')
      if (!refused || alpn.length === 0) return []
      return [
        {
          statement: `The server refuses the ALPN protocols that the client offers (${alpn.join(', ')}).`,
          certainty: 'stated' as const,
          at: control.at,
          evidence: alertEvidence(transcript, control),
        },
      ]
    }),
})
