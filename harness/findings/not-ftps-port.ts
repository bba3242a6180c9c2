import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'not-ftps-port',
  phase: 'connect',
  severity: 'fault',
  title: 'No FTP or mail server answers on that port',
  explanation:
    'The connection was refused, or what answered speaks neither FTP nor SMTP.',
  references: ['RFC 959 5.4', 'RFC 5321 4.2'],
  supersedes: ['control-closed-by-server', 'handshake-broken'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const refused = control.openFailure
      if (refused !== null)
        return [
          {
            statement: `The client could not connect (${refused.code}).`,
            certainty: 'stated' as const,
            at: control.at,
            evidence: [wireEvidence(transcript, refused.text)],
          },
        ]
      const odd = control.clearBytes.find(
        c => c.sender === 'server' && !/^\d{3}[ -]/.test(c.text),
      )
      if (
        odd === undefined ||
        control.greeting !== null ||
        control.handshake?.serverHello
      )
        return []
      if (control.exchanges.some(e => e.replies.length > 0)) return []
      return [
        {
          statement: `What answers there speaks neither FTP nor SMTP: ${JSON.stringify(odd.text.slice(0, 60))}.`,
          certainty: 'stated' as const,
          at: control.at,
          evidence: [
            wireEvidence(
              transcript,
              `server wrote ${JSON.stringify(odd.text.slice(0, 60))}`,
            ),
          ],
        },
      ]
    }),
})
