import { defineRule } from '../define.js'
import { firstLine } from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

const stated = /failed to retrieve the existing SSL session/i

export default defineRule({
  id: 'client-gives-up-without-session',
  phase: 'data-tls',
  severity: 'fault',
  title: 'The client has no session to resume and begins no TLS without one',
  explanation:
    'The client insists on resuming the session of the control connection, has none that can be resumed, and closes the data connection before its first byte of TLS. A server that issues no TLS 1.3 tickets (Pure-FTPd since 1.0.50) leaves it without. PHP does so from 7.2 on.',
  references: [
    'php-src ext/ftp/ftp.c, data_accept',
    'RFC 8446 4.6.1',
    'Pure-FTPd ChangeLog 1.0.50',
  ],
  supersedes: [
    'client-no-tls-on-data',
    'connection-cut',
    'data-handshake-failed',
    'server-issues-no-tls13-ticket',
  ],
  find: transcript => {
    const said = transcript.logs.find(
      log => log.from.startsWith('client') && stated.test(log.text),
    )
    if (said === undefined) return []
    return failedTransfers(transcript)
      .filter(({ data }) => !data.handshake?.hello)
      .map(({ data }) => ({
        statement:
          'The client found no session that it could resume and gave up before TLS on the data connection.',
        certainty: 'stated' as const,
        at: data.at,
        evidence: [{ source: said.from, text: firstLine(said.text) }],
      }))
  },
})
