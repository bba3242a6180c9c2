import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'
import { neverEnded } from '../rules/unended.js'

export default defineRule({
  id: 'data-stalled',
  phase: 'transfer',
  severity: 'fault',
  title: 'A data connection that was open fell silent',
  explanation:
    'The data connection was established and then nothing more came, neither bytes nor FIN nor RST. The other host is gone, or something on the way drops its bytes: a firewall that lets data go one way only stops the TLS handshake there. From one end the two look the same.',
  references: [
    'RFC 1122 4.2.3.6',
    'RFC 9293 3.5.1',
    'Check Point FireWall-1: bi-directional data on FTP data connections',
  ],
  supersedes: ['data-handshake-failed', 'control-closed-by-server'],
  find: transcript => {
    const stalled = transcript.data.flatMap(data => {
      const waited = data.timeouts.find(
        // a reply comes on the control connection
        t => t.side === 'client' && !/\breply\b/.test(t.waitingFor),
      )
      if (waited === undefined || !data.opened) return []
      // a client that never began TLS there waits for nothing
      if (data.protection === 'P' && data.handshake === null) return []
      if (data.closed !== null && data.closed.by !== 'client') return []
      const step = transcript.steps.find(s => s.data === data.ordinal)
      if (step === undefined || step.ok) return []
      const { handshake } = data
      const unanswered =
        handshake?.hello !== undefined &&
        handshake.hello !== null &&
        handshake.serverHello === null
      const where = unanswered
        ? 'its ClientHello was never answered'
        : `nothing came for ${waited.ms} ms, and no FIN`
      return [
        {
          statement: `Data connection ${data.ordinal} fell silent: ${where}.`,
          certainty: 'stated' as const,
          phase: unanswered ? ('data-tls' as const) : ('transfer' as const),
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `data connection ${data.ordinal}: waited ${waited.ms} ms for the ${waited.waitingFor}`,
            ),
          ],
          settledBy:
            'a capture at the other end: whether it sent what did not arrive',
        },
      ]
    })
    return stalled.length > 0 ? stalled : neverEnded(transcript)
  },
})
