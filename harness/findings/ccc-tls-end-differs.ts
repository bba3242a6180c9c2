import { defineRule } from '../define.js'
import { exchanges, finalReply, wireEvidence } from '../rules/look.js'

const longWaitMs = 2000

export default defineRule({
  id: 'ccc-tls-end-differs',
  phase: 'protect',
  severity: 'fault',
  title: 'After CCC the two ends disagree on how TLS ends',
  explanation:
    'CCC was granted, and the command after it was not answered, or as an unknown one. RFC 4217 ends TLS with close_notify in both directions before the first clear byte; TLSRFCLEVEL CCCNONOTIFY of z/OS leaves that out; C-Kermit keeps TLS on its end. Where the ends differ, one reads the other as noise and the session hangs.',
  references: [
    'RFC 4217 12.3',
    'z/OS FTP TLSRFCLEVEL',
    'C-Kermit ckcftp.c, SET FTP COMMAND-PROTECTION-LEVEL CLEAR',
  ],
  supersedes: [
    'control-closed-by-server',
    'command-not-supported',
    'passive-mode-refused',
    'active-mode-refused',
  ],
  find: transcript => {
    if (transcript.steps.every(s => s.ok)) return []
    // steps that were never reached have no time
    const reached = transcript.steps.filter(s => !s.ok && s.at > 0)
    return transcript.controls.flatMap(control =>
      exchanges(control, 'CCC').flatMap(ccc => {
        const reply = finalReply(ccc)
        if (reply === null || reply.code >= 300) return []
        const before = reached.filter(s => s.at + s.ms <= ccc.at)
        if (before.length > 0 && before.length === reached.length) return []
        const next = control.exchanges.find(e => e.at > ccc.at)
        // C-Kermit says 421 itself when the connection ends
        const code = finalReply(next ?? null)?.code ?? 421
        // curl waits 10 s for close_notify and then goes on
        const waited = (next?.at ?? 0) - reply.at >= longWaitMs
        if (code !== 421 && code !== 500 && !waited) return []
        return [
          {
            statement:
              'CCC was granted and the next command came late or was not understood: the two ends disagree on how TLS ends.',
            certainty: 'inferred' as const,
            at: reply.at,
            evidence: [
              wireEvidence(
                transcript,
                `server replied ${reply.code} to CCC; then not to the next command`,
              ),
            ],
            settledBy: 'a capture: whether close_notify follows CCC, and whose',
          },
        ]
      }),
    )
  },
})
