import { defineRule } from '../define.js'
import { alertEvidence, reasons } from '../rules/look.js'

/** OpenSSL: session id context uninitialized */
const noContext = 277

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
    [...transcript.controls, ...transcript.data].flatMap(connection =>
      reasons(connection, 'server').includes(noContext)
        ? [
            {
              statement:
                'The server cannot resume sessions: its session id context is not set.',
              certainty: 'stated' as const,
              at: connection.at,
              evidence: alertEvidence(transcript, connection),
            },
          ]
        : [],
    ),
})
