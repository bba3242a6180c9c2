import { defineRule } from '../define.js'
import { oopsMatches } from '../rules/oops.js'

export default defineRule({
  id: 'vsftpd-writable-chroot',
  phase: 'login',
  severity: 'fault',
  title: 'vsftpd refuses a user whose root directory is writable',
  explanation:
    "With chroot_local_user vsftpd (2.3.5 and later) ends the session after the password when the user's root directory is writable. Under TLS the text goes out in clear and the client reports a wrong version number.",
  references: [
    'vsftpd.conf(5) allow_writeable_chroot',
    'vsftpd Changelog 2.3.5',
  ],
  supersedes: [
    'control-closed-by-server',
    'data-handshake-failed-oops',
    'server-handshake-broken',
    'handshake-broken',
    'server-internal',
  ],
  find: transcript =>
    oopsMatches(
      transcript,
      /refusing to run with writable (?:anonymous )?root/i,
      'vsftpd refuses the login because the root directory of the user is writable.',
    ),
})
