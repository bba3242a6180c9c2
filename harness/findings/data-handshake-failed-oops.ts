import { defineRule } from '../define.js'
import { finalReply, handshakeWorked, wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'data-handshake-failed-oops',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The server died over the data connection and wrote its error in clear on the control connection',
  explanation:
    'vsftpd ends the whole session when TLS on a data connection fails, and writes "500 OOPS: …" in clear into the encrypted control connection. Clients report a wrong version number of the control connection, which was healthy.',
  references: ['vsftpd ssl.c, die()'],
  supersedes: ['data-handshake-failed', 'control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      if (!handshakeWorked(control)) return []
      const oops = control.clearBytes.find(
        c => c.sender === 'server' && /OOPS/.test(c.text),
      )
      const data = transcript.data.findLast(d => d.control === control.ordinal)
      if (oops === undefined || data === undefined) return []
      if (handshakeWorked(data)) return []
      // answered: vsftpd died later, when the client went away without QUIT
      if (finalReply(data.command) !== null) return []
      return [
        {
          statement: `The server ended the session over the data connection: ${JSON.stringify(oops.text.trim())}, written in clear.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `server wrote in clear on the control connection: ${oops.text.trim()}`,
            ),
          ],
        },
      ]
    }),
})
