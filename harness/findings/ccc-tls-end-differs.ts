import { defineRule } from '../define.js'
import { exchanges, finalReply, wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'ccc-tls-end-differs',
  phase: 'protect',
  severity: 'fault',
  title: 'After CCC the two ends disagree on how TLS ends',
  explanation:
    'CCC was granted, and no command after it was answered. RFC 4217 ends TLS with close_notify in both directions before the first clear byte; TLSRFCLEVEL CCCNONOTIFY of z/OS leaves that out; C-Kermit keeps TLS on its end. Where the ends differ, one reads the other as noise and the session hangs.',
  references: [
    'RFC 4217 12.3',
    'z/OS FTP TLSRFCLEVEL',
    'C-Kermit ckcftp.c, SET FTP COMMAND-PROTECTION-LEVEL CLEAR',
  ],
  supersedes: ['control-closed-by-server', 'command-not-supported'],
  find: transcript => {
    if (transcript.steps.every(s => s.ok)) return []
    return transcript.controls.flatMap(control =>
      exchanges(control, 'CCC').flatMap(ccc => {
        const reply = finalReply(ccc)
        if (reply === null || reply.code >= 300) return []
        const later = control.exchanges.filter(e => e.at > ccc.at)
        const understood = later.some(e => (finalReply(e)?.code ?? 500) < 500)
        if (understood) return []
        return [
          {
            statement:
              'CCC was granted and no command after it was understood: the two ends disagree on how TLS ends.',
            certainty: 'inferred' as const,
            at: reply.at,
            evidence: [
              wireEvidence(
                transcript,
                `server replied ${reply.code} to CCC; no answer to anything later`,
              ),
            ],
            settledBy: 'a capture: whether close_notify follows CCC, and whose',
          },
        ]
      }),
    )
  },
})
