import { defineRule } from '../define.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'explicit-client-implicit-server',
  phase: 'connect',
  severity: 'fault',
  title: 'The client waits for a greeting in clear and the server for TLS',
  explanation:
    'The port is one for implicit TLS: the server says nothing until it has received a ClientHello, and the client says nothing until it has received a greeting.',
  references: ['RFC 4217 appendix A', 'vsftpd.conf(5) implicit_ssl'],
  supersedes: [
    'not-ftps-port',
    'control-closed-by-server',
    'connection-cut',
    'handshake-broken',
    'server-handshake-broken',
  ],
  find: transcript =>
    transcript.controls.flatMap(control => {
      // vsftpd's OOPS in clear, once the client has gone, greets nobody
      if ((control.greeting?.code ?? 500) < 400 || !control.opened) return []
      if (control.handshake?.hello) return []
      const waited = control.timeouts.find(t => t.side === 'client')
      const oops = [
        ...control.clearBytes,
        ...(control.greeting === null ? [] : [control.greeting]),
      ].some(c => /OOPS: error/.test(c.text))
      const known = transcript.context.implicit === true
      if (!known && (waited === undefined || !oops)) return []
      if (transcript.steps.every(s => s.ok)) return []
      return [
        {
          statement:
            'The client waits for a greeting in clear; the server waits for a TLS ClientHello (implicit TLS).',
          certainty: known ? ('stated' as const) : ('inferred' as const),
          at: control.at,
          evidence: [
            wireEvidence(
              transcript,
              waited === undefined
                ? 'no greeting from the server'
                : `no greeting within ${waited.ms} ms`,
            ),
          ],
        },
      ]
    }),
})
