import { defineRule } from '../define.js'
import { quoteReply, wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'starttls-injection',
  phase: 'control-tls',
  severity: 'fault',
  title: 'A command sent in clear behind AUTH is obeyed inside TLS',
  explanation:
    'The server keeps what it had buffered behind AUTH and obeys it after the handshake. Someone between can put commands into the protected session.',
  references: ['CVE-2011-0411', 'CVE-2011-1575 (Pure-FTPd)', 'RFC 3207 6'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const auth = control.exchanges.findIndex(e => e.verb === 'AUTH')
      if (auth < 0 || control.handshake?.completed !== true) return []
      const next = control.exchanges[auth + 1]
      const reply = next?.verb === null ? next.replies[0] : undefined
      if (reply === undefined || reply.clear) return []
      return [
        {
          statement: `The server answered inside TLS (${quoteReply(reply)}) to a command that was sent in clear behind AUTH.`,
          certainty: 'stated' as const,
          at: reply.at,
          evidence: [
            wireEvidence(
              transcript,
              `reply ${quoteReply(reply)} under TLS that no command under TLS asked for`,
            ),
          ],
        },
      ]
    }),
})
