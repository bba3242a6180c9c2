import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'
import { clientLine, isCssmtp } from '../rules/mail.js'

export default defineRule({
  id: 'attls-not-application-controlled',
  phase: 'connect',
  severity: 'fault',
  title: 'AT-TLS starts TLS before the greeting: ApplicationControlled Off',
  explanation:
    'The rule that covers CSSMTP lacks ApplicationControlled On (IBM default Off), so the stack sends a ClientHello as soon as the connection stands. The server greets in clear, and the stack reports RC 5003. It is not a port with implicit TLS: the server does speak, in clear.',
  references: [
    'IP Configuration Reference, TTLSEnvironmentAdvancedParms, ApplicationControlled',
  ],
  supersedes: [
    'cleartext-reply-after-auth',
    'handshake-broken',
    'implicit-client-explicit-server',
  ],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const greeting = control.clearBytes.find(
        c => c.sender === 'server' && /^220[ -]/.test(c.text),
      )
      const rc = clientLine(transcript, /EZD1287I .*RC: +5003\b/)
      const early = control.handshake?.hello && greeting !== undefined
      if (!isCssmtp(transcript) || (rc === null && !early)) return []
      if (control.exchanges.some(e => e.verb === 'STARTTLS')) return []
      return [
        {
          statement:
            'AT-TLS starts TLS before the greeting, which the server sends in clear: the rule lacks ApplicationControlled On.',
          certainty: 'stated' as const,
          at: control.handshake?.at ?? control.at,
          evidence: [
            ...(greeting === undefined
              ? []
              : [
                  wireEvidence(
                    transcript,
                    `server wrote in clear: ${greeting.text.trim()}`,
                  ),
                ]),
            ...(rc === null ? [] : [rc]),
          ],
        },
      ]
    }),
})
