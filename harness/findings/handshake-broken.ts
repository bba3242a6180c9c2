import { defineRule } from '../define.js'
import { alertEvidence, brokenControls } from '../rules/look.js'

export default defineRule({
  id: 'handshake-broken',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The TLS handshake on the control connection failed',
  explanation:
    'The handshake began and did not complete, and no more exact cause could be told from what was seen.',
  references: ['RFC 8446 6.2', 'RFC 5246 7.2.2'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const { handshake } = control
      if (handshake === null) return []
      const after = handshake.lastMessage
      return [
        {
          statement: `The TLS handshake failed${after === null ? '' : ` after ${after.name} from the ${after.sender}`}${handshake.alert === null ? '' : `: ${handshake.alert.sender} sent ${handshake.alert.name}`}.`,
          certainty: 'stated' as const,
          at: handshake.at,
          evidence: alertEvidence(transcript, control),
          settledBy: "the other end's own log of the handshake",
        },
      ]
    }),
})
