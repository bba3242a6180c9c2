import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'control-closed-by-server',
  phase: 'reply',
  severity: 'fault',
  title:
    'The server closed the control connection in the middle of the session',
  explanation:
    'The server ended the control connection while the client still had something to do, and nothing that was seen says why.',
  references: ['RFC 959 5.4 reply 421'],
  find: transcript => {
    if (transcript.steps.every(s => s.ok)) return []
    return transcript.controls.flatMap(control => {
      if (control.closed?.by !== 'server') return []
      const last = control.exchanges.at(-1)
      const reply = last?.replies.at(-1)
      // a refusal that was told is its own explanation
      if (reply !== undefined && reply.code >= 400) return []
      if (last?.verb === 'QUIT' || control.clearBytes.length > 0) return []
      return [
        {
          statement: `The server closed the control connection${last?.verb == null ? '' : ` after ${last.verb}`} without a word.`,
          certainty: 'stated' as const,
          at: control.closed.at,
          evidence: [
            wireEvidence(
              transcript,
              `${control.closed.how.toUpperCase()} from the server on the control connection`,
            ),
          ],
          settledBy: "the server's log at that moment",
        },
      ]
    })
  },
})
