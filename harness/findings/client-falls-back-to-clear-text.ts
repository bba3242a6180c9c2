import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'client-falls-back-to-clear-text',
  phase: 'login',
  severity: 'warning',
  title: 'After TLS failed the client logs in without it',
  explanation:
    'AUTH was refused or the handshake failed, and the client sent user name and password in clear, on the same connection or on a new one. C-Kermit does so unless it is told to require authentication.',
  references: ['C-Kermit SET FTP AUTOAUTHENTICATION', 'RFC 4217 14'],
  find: transcript => {
    if (transcript.context.intended?.mode === 'clear') return []
    const tried = transcript.controls.some(
      c => c.handshake !== null || c.exchanges.some(e => e.verb === 'AUTH'),
    )
    if (!tried) return []
    return transcript.controls.flatMap(control =>
      control.exchanges
        .filter(e => e.verb === 'PASS' && e.clear)
        .map(e => ({
          statement: 'After TLS failed the client sent the password in clear.',
          certainty: 'stated' as const,
          at: e.at,
          evidence: [
            wireEvidence(
              transcript,
              `PASS in clear on control connection ${control.ordinal}`,
            ),
          ],
        })),
    )
  },
})
