import { defineRule } from '../define.js'
import { oopsMatches } from '../rules/oops.js'

export default defineRule({
  id: 'server-internal',
  phase: 'reply',
  severity: 'fault',
  title: 'The server ended the session over a fault of its own',
  explanation:
    'vsftpd writes "500 OOPS: …" and ends the session when something in its own set-up fails: a directory, a range of ports, a configuration value.',
  references: ['vsftpd utility.c, die()'],
  supersedes: ['control-closed-by-server'],
  find: transcript =>
    oopsMatches(
      transcript,
      // vsf_sysutil_recv_peek: the client went away with a reset (wget)
      /OOPS: (?!error:|priv_sock|child died|vsf_sysutil_recv_peek)/i,
      'The server ended the session over a fault of its own',
      true,
    ),
})
