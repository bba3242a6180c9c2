import { defineRule } from '../define.js'
import type { Connection, DataConnection, Transcript } from '../model.js'
import { alertEvidence, reasons, sentAlert } from '../rules/look.js'

/** OpenSSL: session id context uninitialized */
const noContext = 277

/** pyftpdlib logs the words without OpenSSL's number. */
const isWithoutContext = (connection: Connection): boolean =>
  reasons(connection, 'server').includes(noContext) ||
  connection.facts.some(
    fact =>
      fact.is === 'handshake-failed' &&
      /session id context uninitialized/.test(fact.text),
  )

/**
 * OpenSSL's alert for it is internal_error; pyftpdlib that writes before its
 * handshake is complete logs nothing at all.
 */
const looksLikeIt = (transcript: Transcript, data: DataConnection): boolean => {
  const { handshake } = data
  const control = transcript.controls.find(c => c.ordinal === data.control)
  return (
    control?.handshake?.certificateRequest != null &&
    handshake !== null &&
    handshake.offer !== 'none' &&
    handshake.serverHello === null &&
    sentAlert(data, 'server', 80)
  )
}

export default defineRule({
  id: 'server-session-id-context',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The server asks for client certificates and has no session id context',
  explanation:
    'OpenSSL refuses to resume a session where client certificates are asked for and the application has not set a session id context. It is a fault of the server program.',
  references: ['SSL_CTX_set_session_id_context(3)'],
  supersedes: [
    'data-handshake-failed',
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
  ],
  find: transcript =>
    [...transcript.controls, ...transcript.data].flatMap(connection => {
      const stated = isWithoutContext(connection)
      const seen =
        connection.role === 'data' && looksLikeIt(transcript, connection)
      if (!stated && !seen) return []
      return [
        {
          statement: stated
            ? 'The server cannot resume sessions: its session id context is not set.'
            : 'The server asked for a client certificate and answers the resumed session on the data connection with internal_error: its session id context is not set.',
          certainty: stated ? ('stated' as const) : ('inferred' as const),
          at: connection.at,
          evidence: alertEvidence(transcript, connection),
          ...(stated ? {} : { settledBy: "the server's OpenSSL error" }),
        },
      ]
    }),
})
