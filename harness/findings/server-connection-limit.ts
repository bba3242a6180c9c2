import { defineRule } from '../define.js'
import { quoteReply, replyEvidence } from '../rules/look.js'

export default defineRule({
  id: 'server-connection-limit',
  phase: 'greeting',
  severity: 'fault',
  title: 'The server turns the client away because of a limit',
  explanation:
    'A limit on users or on connections from one address is reached. The reply comes in clear, also on a port for implicit TLS.',
  references: [
    'RFC 959 4.2.2 reply 421',
    'vsftpd.conf(5) max_clients, max_per_ip',
  ],
  supersedes: ['control-closed-by-server', 'handshake-broken'],
  find: transcript =>
    transcript.controls.flatMap(({ greeting }) =>
      greeting?.code === 421 &&
      /too many|limit|the maximum|connections from your/i.test(greeting.text)
        ? [
            {
              statement: `The server turns the client away (${quoteReply(greeting)}).`,
              certainty: 'stated' as const,
              at: greeting.at,
              evidence: [replyEvidence(greeting)],
            },
          ]
        : [],
    ),
})
