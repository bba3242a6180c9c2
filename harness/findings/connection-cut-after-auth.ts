import { defineRule } from '../define.js'
import { authAccepted, brokenControls, wireEvidence } from '../rules/look.js'
import { unansweredFor } from '../rules/silence.js'

export default defineRule({
  id: 'connection-cut-after-auth',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The connection was cut at the first encrypted byte',
  explanation:
    'AUTH was accepted, the client sent its ClientHello, and the connection was closed without a single TLS byte from the server. A server that fails says so with an alert; a firewall that inspects FTP does not.',
  references: ['Kermit FTP FAQ: secure FTP through a firewall', 'RFC 4217 4'],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const { handshake, closed } = control
      if (!authAccepted(control) || closed === null) return []
      if (
        !handshake ||
        handshake.serverHello !== null ||
        // OpenSSL clients say decode_error to the FIN
        handshake.alert?.sender === 'server' ||
        handshake.lastMessage?.sender === 'server'
      )
        return []
      if (closed.by === 'client' || control.clearBytes.length > 0) return []
      if (unansweredFor(control) !== null) return []
      if (control.timeouts.some(t => t.side === 'client')) return []
      // the server end speaks of its failure: then it is not cut from outside
      if (handshake.failures.some(f => f.side === 'server')) return []
      return [
        {
          statement:
            'The connection was cut after AUTH, at the ClientHello, without a TLS byte from the server.',
          certainty: 'inferred' as const,
          at: handshake.at,
          evidence: [
            wireEvidence(
              transcript,
              `ClientHello sent, then ${closed.how.toUpperCase()} from the ${closed.by === 'unknown' ? 'other end' : closed.by}`,
            ),
          ],
          settledBy: 'a capture at the server: whether the ClientHello arrived',
        },
      ]
    }),
})
