import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'
import { unansweredAtServer } from '../rules/unanswered.js'

export default defineRule({
  id: 'command-unanswered',
  phase: 'reply',
  severity: 'fault',
  title: 'A command was never answered',
  explanation:
    "The client sent a command and waited for the reply in vain, on a connection that nobody closed. Either the command or its reply was dropped on the way, or the server hangs: from the client alone the two look the same. Seen at the server as well, a command that arrived and had no answer is the server's.",
  references: ['RFC 959 5.4', 'RFC 3360 2.1'],
  supersedes: ['handshake-broken', 'server-handshake-broken'],
  find: transcript => {
    const atServer = unansweredAtServer(transcript)
    if (atServer.length > 0) return atServer
    return transcript.controls.flatMap(control => {
      const waited = control.timeouts.find(t => t.side === 'client')
      const last = control.exchanges.findLast(e => e.verb !== null)
      if (waited === undefined || last === undefined) return []
      if (last.replies.length > 0 || control.clearBytes.length > 0) return []
      // an unanswered handshake is another finding
      if (control.handshake !== null && !control.handshake.completed) return []
      // a log may name the command that waits for the handshake
      const before = control.exchanges.at(-2)?.verb
      const name =
        control.handshake === null && before === 'AUTH' && !last.clear
          ? 'The handshake behind AUTH'
          : (last.verb ?? 'The command')
      return [
        {
          statement: `${name} was never answered: the server hangs, or something between dropped it.`,
          certainty: 'stated' as const,
          at: last.at,
          evidence: [
            wireEvidence(
              transcript,
              `no reply to ${last.verb ?? ''} within ${waited.ms} ms, and no FIN`,
            ),
          ],
          settledBy: `the server's log or a capture at the server: whether ${last.verb ?? 'it'} arrived`,
        },
      ]
    })
  },
})
