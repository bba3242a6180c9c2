import { defineRule } from '../define.js'
import type { ControlConnection, Transcript } from '../model.js'
import { wireEvidence } from '../rules/look.js'

const asksForTls = new Set(['AUTH', 'STARTTLS'])

/** ProFTPD's log begins behind its greeting: the wire has it alone. */
const greetingOf = (
  { events }: Transcript,
  { ordinal, greeting }: ControlConnection,
  before: number,
): string | undefined => {
  if (greeting !== null && greeting.code < 300)
    return `${greeting.code} ${greeting.text}`
  for (const { at, role, ordinal: own, body } of events) {
    if (at > before || role !== 'control' || own !== ordinal) continue
    if (body.kind === 'reply' && body.clear && /^2/.test(String(body.code)))
      return `${body.code} ${body.text}`
  }
  return undefined
}

export default defineRule({
  id: 'implicit-client-explicit-server',
  phase: 'connect',
  severity: 'fault',
  title: 'The client starts TLS at once and the server begins in clear',
  explanation:
    'The client expects implicit TLS (port 990) and the server greets in clear: it offers explicit TLS by AUTH, or, as z/OS with SECUREIMPLICITZOS TRUE, its greeting comes before TLS.',
  references: ['RFC 4217 appendix A', 'z/OS FTP SECUREIMPLICITZOS'],
  supersedes: [
    'handshake-broken',
    'not-ftps-port',
    'cleartext-reply-after-auth',
    'control-closed-by-server',
    'handshake-no-answer',
  ],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const { handshake } = control
      // a server in clear takes the ClientHello for a command
      const taken = control.exchanges.find(e =>
        /^\\x16\\x03/.test(e.verb ?? ''),
      )
      // a client that only tells its own story may not tell its ClientHello
      if (handshake === null && taken === undefined) return []
      if (handshake?.completed || handshake?.serverHello) return []
      if (control.exchanges.some(e => asksForTls.has(e.verb ?? ''))) return []
      const greeting =
        control.clearBytes.find(
          c => c.sender === 'server' && /^2\d\d[ -]/.test(c.text),
        )?.text ?? greetingOf(transcript, control, handshake?.at ?? Infinity)
      if (greeting === undefined) return []
      return [
        {
          statement: `The client started TLS at once; the server greets in clear and expects ${/SMTP/.test(greeting) ? 'STARTTLS' : 'AUTH'}.`,
          certainty: 'stated' as const,
          at: handshake?.at ?? control.at,
          evidence: [
            wireEvidence(
              transcript,
              `server wrote in clear: ${greeting.trim()}`,
            ),
          ],
        },
      ]
    }),
})
