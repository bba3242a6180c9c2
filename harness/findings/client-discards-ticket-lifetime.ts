import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'
import {
  failedTransfers,
  reuseEvidence,
  reuseRefused,
} from '../rules/transfers.js'

/** seven days: what RFC 8446 4.6.1 allows, and what JSSE takes for the limit */
const week = 604_800

export default defineRule({
  id: 'client-discards-ticket-lifetime',
  phase: 'data-tls',
  severity: 'fault',
  title: 'The client throws the ticket away because its lifetime is too long',
  explanation:
    'With require_ssl_reuse vsftpd sets its session lifetime to 2147483647 seconds and announces it in the TLS 1.2 ticket. JSSE discards tickets of more than seven days; as the session id is then empty, nothing is left to resume. Without the ticket extension JSSE resumes by session id.',
  references: ['RFC 5077 3.3', 'jdk.tls.client.enableSessionTicketExtension'],
  supersedes: [
    'data-session-not-reused',
    'data-handshake-failed',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(transfer => {
      if (!reuseRefused(transfer)) return []
      // another client that offers nothing may never resume at all
      if (
        !/java|jsse|commons-net/i.test(transcript.context.client?.product ?? '')
      )
        return []
      // as shipped it looks the session up under the data port: no ticket
      // would help; where the program is not known to us, either may be
      const { context } = transcript
      const { profile, options = {} } = context.client ?? {}
      const ours = /^(?:java-|emulated-commons-net$)/.test(profile ?? '')
      const wanted = context.intended?.dataSession === 'control'
      if (ours && !wanted && options['session-reuse'] !== 'YES') return []
      const control = transcript.controls.find(
        c => c.ordinal === transfer.data.control,
      )
      const { handshake } = control ?? {}
      const lifetime = Math.max(
        0,
        ...(handshake?.tickets ?? []).map(t => t.lifetime),
      )
      if (handshake?.version === 'TLSv1.3' || lifetime <= week) return []
      const { offer, hello } = transfer.data.handshake ?? {}
      // JSSE makes up a session id where the server gave none, and offers it
      const unknown = offer === 'session-id' && hello?.ticket?.length === 0
      if (handshake?.serverHello?.sessionId !== '') return []
      if (offer !== 'none' && !unknown) return []
      return [
        {
          statement: `The client discarded the server's ticket because of its lifetime (${lifetime} s) and had no session left to resume.`,
          certainty: 'inferred' as const,
          at: transfer.data.at,
          evidence: [
            wireEvidence(
              transcript,
              `ticket with a lifetime of ${lifetime} s, empty session id`,
            ),
            ...reuseEvidence(transcript, transfer),
          ],
        },
      ]
    }),
})
