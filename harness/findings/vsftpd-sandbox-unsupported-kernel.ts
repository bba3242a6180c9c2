import { defineRule } from '../define.js'
import { oopsMatches } from '../rules/oops.js'

export default defineRule({
  id: 'vsftpd-sandbox-unsupported-kernel',
  phase: 'login',
  severity: 'fault',
  title: "vsftpd's sandbox kills its own session process",
  explanation:
    'The seccomp sandbox of vsftpd 3 does not know a system call that the C library or the kernel now uses; the session process dies and its parent writes "child died" or "priv_sock_get_cmd".',
  references: ['vsftpd.conf(5) seccomp_sandbox', 'Debian bug 711047'],
  supersedes: [
    'control-closed-by-server',
    'data-handshake-failed-oops',
    'server-handshake-broken',
    'handshake-broken',
    'server-internal',
  ],
  find: transcript =>
    // priv_sock_get_cmd is also the echo of another death: alone it decides
    oopsMatches(
      transcript,
      /^500 OOPS: (?:child died|priv_sock_get_cmd)\s*$/i,
      'A process of vsftpd died in its sandbox.',
    ),
})
