import { defineRule } from '../define.js'
import type { DataConnection, Transcript } from '../model.js'
import {
  earlierResumed,
  failedTransfers,
  offered,
  reuseEvidence,
  reuseRefused,
  ticketsOf,
} from '../rules/transfers.js'

const meantToResume = (
  transcript: Transcript,
  data: DataConnection,
): boolean => {
  const asked = transcript.context.intended?.dataSession
  return (
    asked === 'expired' ||
    asked === 'control' ||
    earlierResumed(transcript, data)
  )
}

export default defineRule({
  id: 'server-session-cache-expired',
  phase: 'data-tls',
  severity: 'fault',
  title: 'The server no longer accepts the session that it issued itself',
  explanation:
    "The client offered a session of this very control connection and the server made a full handshake: the session's lifetime at the server has passed. vsftpd before 2.2.1 keeps sessions for 300 seconds; ProFTPD for what TLSSessionCache says.",
  references: [
    'vsftpd Changelog 2.2.1',
    'mod_tls TLSSessionCache',
    'RFC 8446 4.6.1',
  ],
  supersedes: [
    'connection-cut',
    'data-session-not-reused',
    'data-session-not-reused-tls13',
    'data-session-not-reused-second-transfer',
    'data-session-not-reused-tls13-second-transfer',
    'data-handshake-failed',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      if (!reuseRefused(transfer)) return []
      const { data } = transfer
      const control = transcript.controls.find(c => c.ordinal === data.control)
      const own = ticketsOf(transcript, data.control)
      const mine = offered(data.handshake).some(f => own.has(f))
      const id = control?.handshake?.serverHello?.sessionId ?? ''
      const byId =
        data.handshake?.offer === 'session-id' &&
        id !== '' &&
        data.handshake.hello?.sessionId === id
      // OpenSSL does not even offer a ticket whose lifetime has passed
      const withheld =
        data.handshake?.offer === 'none' &&
        own.size > 0 &&
        meantToResume(transcript, data)
      if (!mine && !byId && !withheld) return []
      const issued = control?.handshake?.at ?? 0
      const age = (data.at - issued) / 1000
      const hints = (control?.handshake?.tickets ?? []).map(t => t.lifetime)
      const hint = hints.length > 0 ? Math.min(...hints) : null
      // within its announced lifetime there is another reason: not this one
      if (hint !== null && hint > 0 && age < hint) return []
      if (hint === null && age < 1) return []
      return [
        {
          statement: `The session of the control connection was ${age.toFixed(1)} s old on the data connection and no longer valid${hint === null ? '' : ` (lifetime ${hint} s)`}.`,
          certainty: 'inferred' as const,
          at: data.at,
          evidence: reuseEvidence(transcript, transfer),
        },
      ]
    }),
})
