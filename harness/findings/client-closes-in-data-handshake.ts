import { defineRule } from '../define.js'
import type { DataConnection, Transcript } from '../model.js'
import { saysTimeout, wentOn } from '../rules/abandoned.js'
import { replyEvidence, wireEvidence } from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

const wires = ['relay-wire', 'client-wire', 'server-wire'] as const
/** One that waited, and gave up, has another cause. */
const atOnceMs = 250

/** When the client closed with its own Finished not sent; null if it did not. */
const closedEarly = (
  { events }: Transcript,
  { role, ordinal }: DataConnection,
): number | null => {
  const own = events.filter(
    e =>
      e.role === role &&
      e.ordinal === ordinal &&
      wires.some(wire => wire === e.from),
  )
  const closed = own.find(({ body }) => body.kind === 'close')
  if (closed?.body.kind !== 'close' || closed.body.by !== 'client') return null
  const before = own.slice(0, own.indexOf(closed))
  const said = (is: string, sender?: 'client'): boolean =>
    before.some(
      ({ body }) =>
        body.kind === 'tls' &&
        body.fact.is === is &&
        (sender === undefined || body.sender === sender),
    )
  if (!said('client-hello') || said('alert')) return null
  const last = before.findLast(({ body }) => body.kind === 'tls')?.at ?? 0
  if (said('finished', 'client') || closed.at - last > atOnceMs) return null
  return closed.at
}

export default defineRule({
  id: 'client-closes-in-data-handshake',
  phase: 'data-tls',
  severity: 'fault',
  race: true,
  title:
    'The client closes the data connection before its TLS handshake is over',
  explanation:
    'A client that has nothing to send (an empty file) ends the connection as soon as it is open, in the middle of the handshake; one that dislikes what it is shown can do the same without a word. The server refuses the transfer or ends the session (vsftpd: 500 OOPS); whether it gets so far is a race.',
  references: ['RFC 8446 6.1', 'RFC 4217 12.4'],
  supersedes: [
    'data-handshake-failed',
    'data-handshake-failed-oops',
    'upload-without-close-notify',
    'connection-cut',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, reply }) => {
      // under TLS 1.3 the wire hides Finished; one of the ends has it
      const { completedBy } = data.handshake ?? {}
      if (completedBy?.client === true || completedBy?.server === true)
        return []
      const at = closedEarly(transcript, data)
      if (at === null) return []
      if (wentOn(transcript, data, at) || saysTimeout(transcript)) return []
      // it had been told to go, or went because of what it was shown
      if (reply !== null && reply.code >= 400 && reply.at < at) return []
      const own = (data.handshake?.failures ?? []).filter(
        f => f.side === 'client' && !/\balert\b/i.test(f.text),
      )
      if (own.length > 0) return []
      return [
        {
          statement: `The client closed data connection ${data.ordinal} before the TLS handshake on it was over.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `FIN from the client on data connection ${data.ordinal}, and no Finished before it`,
            ),
            ...(reply === null ? [] : [replyEvidence(reply)]),
          ],
        },
      ]
    }),
})
