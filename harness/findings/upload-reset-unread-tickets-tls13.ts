import { defineRule } from '../define.js'
import type { DataConnection, Reply } from '../model.js'
import { replyEvidence, wireEvidence } from '../rules/look.js'
import { failedTransfers, isUpload } from '../rules/transfers.js'

/**
 * Active mode has no wire that a relay could watch. vsftpd's log then tells
 * EPIPE or ECONNRESET where a close_notify, or a bare FIN, would have come.
 */
const resetInLog = (data: DataConnection, reply: Reply | null): boolean =>
  reply?.code === 426 &&
  data.facts.some(
    f =>
      f.is === 'shutdown' && /error:00000000.*errno: (?:32|104)\b/.test(f.text),
  ) &&
  !data.facts.some(
    f =>
      f.is === 'eof-without-close-notify' ||
      (f.is === 'shutdown' && /RECEIVED_SHUTDOWN/.test(f.text)),
  )

export default defineRule({
  id: 'upload-reset-unread-tickets-tls13',
  phase: 'data-close',
  severity: 'fault',
  race: true,
  title:
    'Unread TLS 1.3 tickets turn the end of an upload into a reset, and the file is cut',
  explanation:
    'Under TLS 1.3 the server sends session tickets on the data connection after the handshake. A client that only writes and never reads closes its socket with them unread; TCP then sends a reset instead of a FIN, and the server loses what it had not yet read. The server sees a reset (426) or, worse, takes it for the end of the file (226).',
  references: [
    'openssl issues 7948, 10880',
    'curl issue 6149',
    'proftpd issue 959',
    'RFC 2525 2.17',
  ],
  supersedes: [
    'upload-without-close-notify',
    'connection-cut',
    'upload-truncated-silently',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, exchange, reply, step }) => {
      if (!isUpload(exchange) || data.handshake?.version !== 'TLSv1.3')
        return []
      if (data.handshake.completed !== true) return []
      if (reply !== null && /reuse/i.test(reply.text)) return []
      const { transfer } = step ?? {}
      const missing =
        transfer?.expected != null &&
        transfer.arrived !== null &&
        transfer.arrived < transfer.expected
      const reset = data.closed?.how === 'rst' && data.closed.by !== 'server'
      // seen from the middle the reset can look like a FIN inside a record
      const abrupt =
        missing &&
        data.closed?.by === 'client' &&
        data.closeNotify.client === false
      const logged = data.closed === null && resetInLog(data, reply)
      if (!reset && !abrupt && !logged) return []
      const { expected = null, arrived = null } = transfer ?? {}
      const lost =
        expected === null || arrived === null
          ? 'and the file was cut'
          : arrived < expected
            ? `and the file was cut (${arrived} of ${expected} bytes arrived)`
            : `behind all ${arrived} bytes`
      return [
        {
          statement: `The client closed its TLS 1.3 upload without reading the server's tickets; TCP reset the connection ${lost}.`,
          certainty: 'inferred' as const,
          at: data.at,
          evidence: [
            logged
              ? {
                  source: 'server-log' as const,
                  text: `data connection ${data.ordinal}: reset before a close_notify, TLS 1.3`,
                }
              : wireEvidence(
                  transcript,
                  `data connection ${data.ordinal}: RST from the client after its data, TLS 1.3`,
                ),
            ...(reply === null ? [] : [replyEvidence(reply)]),
          ],
        },
      ]
    }),
})
