import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'implicit-explicit-mismatch',
  phase: 'connect',
  severity: 'fault',
  title: 'One side waits for TLS and the other for a greeting',
  explanation:
    'The TCP connection was made and then neither side spoke until one gave up. Probably the port is one for implicit TLS and the client wants explicit TLS; a silent server or a firewall that swallows the greeting looks the same.',
  references: ['RFC 4217 appendix A'],
  supersedes: ['control-closed-by-server', 'connection-cut'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      if (control.greeting !== null || !control.opened) return []
      if (control.handshake?.hello || control.clearBytes.length > 0) return []
      if (transcript.context.implicit !== undefined) return []
      const waited = control.timeouts.find(t => t.side === 'client')
      if (waited === undefined) return []
      return [
        {
          statement:
            'Neither side spoke: the client waits for a greeting in clear, the server perhaps for TLS.',
          certainty: 'inferred' as const,
          at: control.at,
          evidence: [
            wireEvidence(transcript, `no greeting within ${waited.ms} ms`),
          ],
          settledBy: 'a TLS handshake tried on that port at once',
        },
      ]
    }),
})
