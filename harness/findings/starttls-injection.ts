import { defineRule } from '../define.js'
import { isMail, quoteReply, wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'starttls-injection',
  phase: 'control-tls',
  severity: 'fault',
  title: 'A command sent in clear behind AUTH or STARTTLS is obeyed inside TLS',
  explanation:
    'The server keeps what it had buffered behind AUTH or STARTTLS and obeys it after the handshake. Someone between can put commands into the protected session.',
  references: ['CVE-2011-0411', 'CVE-2011-1575 (Pure-FTPd)', 'RFC 3207 6'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const auth = control.exchanges.findIndex(
        e => e.verb === (isMail(control) ? 'STARTTLS' : 'AUTH'),
      )
      if (auth < 0 || control.handshake?.completed !== true) return []
      // Pure-FTPd says goodbye with its last code to a client that has left
      const granted = control.exchanges[auth]?.replies.at(-1)?.code
      // up to the login: later replies that nobody asked for are timeouts
      const behind = control.exchanges.slice(auth + 1)
      const login = behind.findIndex(
        e => e.verb === 'USER' || e.verb === 'MAIL',
      )
      const reply = behind
        .slice(0, login < 0 ? undefined : login)
        .flatMap(e => (e.verb === null ? e.replies : []))
        .find(r => !r.clear && r.code !== 421 && r.code !== granted)
      const left = control.closed?.by === 'client' ? control.closed.at : null
      if (left !== null && reply !== undefined && reply.at >= left) return []
      if (reply === undefined) return []
      return [
        {
          statement: `The server answered inside TLS (${quoteReply(reply)}) to a command that was sent in clear behind ${control.exchanges[auth]?.verb ?? 'AUTH'}.`,
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
