import { defineRule } from '../define.js'
import { brokenControls, wireEvidence } from '../rules/look.js'
import { unansweredFor } from '../rules/silence.js'

export default defineRule({
  id: 'handshake-no-answer',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The ClientHello is never answered',
  explanation:
    'The server accepts AUTH and then stays silent until one end gives up. WS_FTP Server 3 and 4 do this, and so does a firewall that swallows what it cannot read.',
  references: ['Kermit FTP FAQ: WS_FTP 3.0 to 4.0.0'],
  supersedes: ['handshake-broken', 'control-closed-by-server'],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const silence = unansweredFor(control)
      if (silence === null) return []
      return [
        {
          statement: 'The server never answered the ClientHello.',
          certainty: 'stated' as const,
          at: control.handshake?.at ?? control.at,
          evidence: [
            wireEvidence(transcript, `no ServerHello within ${silence} ms`),
          ],
          settledBy: 'a capture at the server: whether the ClientHello arrived',
        },
      ]
    }),
})
