import { defineRule } from '../define.js'
import {
  authAccepted,
  brokenControls,
  exchanges,
  wireEvidence,
} from '../rules/look.js'

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
    const broken = new Set(brokenControls(transcript))
    const failedAt = transcript.controls.flatMap(c => {
      const tried = exchanges(c, 'AUTH')[0]?.at
      if (broken.has(c)) return [tried ?? c.at]
      return tried === undefined || authAccepted(c) ? [] : [tried]
    })
    return transcript.controls.flatMap(control =>
      control.exchanges
        .filter(e => e.verb === 'PASS' && e.clear)
        .filter(e => failedAt.some(at => at < e.at))
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
