import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'control-closed-by-server',
  phase: 'reply',
  severity: 'fault',
  title:
    'The server closed the control connection in the middle of the session',
  explanation:
    "The control connection ended from the server's side while the client still had something to do, and nothing that was seen says why. From the client's end alone a firewall looks the same.",
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
      const after = last?.verb == null ? '' : ` after ${last.verb}`
      // a firewall that ends a session looks the same from the client's end
      const sure = transcript.vantages.some(v => v.startsWith('server'))
      return [
        {
          statement: sure
            ? `The server closed the control connection${after} without a word.`
            : `The control connection was closed from the server's side${after} without a word: by the server, or by something between.`,
          certainty: sure ? ('stated' as const) : ('inferred' as const),
          at: control.closed.at,
          evidence: [
            wireEvidence(
              transcript,
              `${control.closed.how.toUpperCase()} from the server on the control connection`,
            ),
          ],
          settledBy:
            "the server's log or a capture at the server at that moment",
        },
      ]
    })
  },
})
