import { defineRule } from '../define.js'
import { brokenControls, wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'handshake-no-answer',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The ClientHello is never answered',
  explanation:
    'The server accepts AUTH and then stays silent until the client gives up. WS_FTP Server 3 and 4 do this, and so does a firewall that swallows what it cannot read.',
  references: ['Kermit FTP FAQ: WS_FTP 3.0 to 4.0.0'],
  supersedes: ['handshake-broken', 'control-closed-by-server'],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const { handshake } = control
      if (!handshake?.hello || handshake.serverHello || handshake.alert)
        return []
      if (control.clearBytes.length > 0) return []
      const waited = control.timeouts.find(t => t.side === 'client')
      if (waited === undefined) return []
      return [
        {
          statement: 'The server never answered the ClientHello.',
          certainty: 'stated' as const,
          at: handshake.at,
          evidence: [
            wireEvidence(transcript, `no ServerHello within ${waited.ms} ms`),
          ],
          settledBy: 'a capture at the server: whether the ClientHello arrived',
        },
      ]
    }),
})
