import { defineRule } from '../define.js'
import { opensslReason, replyEvidence } from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

/** OpenSSL: wrong version number */
const wrongVersion = 267

export default defineRule({
  id: 'client-tls-on-data-without-prot',
  phase: 'data-tls',
  severity: 'fault',
  title: 'The client starts TLS on a data connection without PROT P',
  explanation:
    'Data connections are clear until PROT P. The client never sent it (C-Kermit with /TLS does not, nor did SecureTransport), or took it back with PROT C (a client that sends PROT C as a bare command does not know), takes the data connection for protected all the same, and reads the clear bytes of the server as a broken TLS record.',
  references: [
    'RFC 4217 9',
    'GlobalSCAPE KB 10181',
    'C-Kermit 10.0 FTP OPEN /TLS',
  ],
  supersedes: ['data-handshake-failed', 'connection-cut'],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, reply }) => {
      const control = transcript.controls.find(c => c.ordinal === data.control)
      if (data.protection === 'P') return []
      const asked = control?.exchanges.some(e => e.verb === 'PROT') === true
      const secured = control?.exchanges.some(e => e.verb === 'AUTH')
      if (secured !== true && control?.implicit !== true) return []
      const { handshake } = data
      if (handshake === null || handshake.completed) return []
      if (handshake.serverHello !== null) return []
      if (reply === null || reply.code >= 400) return []
      const noise = handshake.failures.some(
        f =>
          f.side === 'client' &&
          (f.number === undefined
            ? /wrong version number/.test(f.text)
            : opensslReason(f.number) === wrongVersion),
      )
      if (!noise && !data.clearBytes.some(c => c.sender === 'server')) return []
      return [
        {
          statement: `The client began TLS on data connection ${data.ordinal}; ${asked ? 'PROT C was in force' : 'PROT P was never sent'} and the server sent clear data.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [replyEvidence(reply)],
        },
      ]
    }),
})
