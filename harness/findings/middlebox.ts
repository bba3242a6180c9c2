import { defineRule } from '../define.js'
import { contradictions } from '../rules/both-ends.js'

export default defineRule({
  id: 'middlebox',
  phase: 'control-tls',
  severity: 'fault',
  title:
    'Something between client and server changes, drops or cuts the session',
  explanation:
    'Both ends were watched, and what they saw cannot be true of one wire: each got an end of connection that the other did not send first, or one sent what the other never got. A firewall, an ALG, NAT or a load balancer stands between them. No option of the client or of the server decides it; the middlebox has to be told to leave the connection alone, or both have to go around it (another port, implicit TLS).',
  references: [
    'RFC 3234 2',
    'RFC 3360 2.1',
    'Kermit FTP FAQ: secure FTP through a firewall',
  ],
  supersedes: [
    'connection-cut-after-auth',
    'handshake-no-answer',
    'handshake-broken',
    'server-handshake-broken',
    'data-handshake-failed-oops',
    'server-requires-tls-login',
    'server-no-close-notify',
    'control-closed-by-server',
    'connection-cut',
    'data-handshake-failed',
    'data-stalled',
    'command-unanswered',
    'download-aborted-by-client',
    'auth-refused-tls-off',
    'auth-verb-not-supported',
  ],
  find: transcript => contradictions(transcript),
})
