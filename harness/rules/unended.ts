/** A download whose data connection never came to its end. Pure. */
import type { DataConnection, Match, Transcript } from '../model.js'
import { waitedMs } from './ends.js'
import { handshakeWorked, wireEvidence } from './look.js'

const downloads: ReadonlySet<string> = new Set(['RETR', 'LIST', 'NLST', 'MLSD'])

/** How long the client's wire was silent before its user or it gave up. */
const silentMs = (
  { events }: Transcript,
  { ordinal }: DataConnection,
): number | null => {
  const own = events.filter(
    e => e.from === 'client-wire' && e.role === 'data' && e.ordinal === ordinal,
  )
  const end = own.find(e => e.body.kind === 'close')
  const ended = own.some(
    ({ body }) =>
      body.kind === 'tls' &&
      body.sender === 'server' &&
      body.fact.is === 'close-notify',
  )
  if (ended) return null
  if (own.length === 0) return null
  if (end?.body.kind === 'close' && end.body.by !== 'client') return null
  const gaveUp = events.find(
    e => e.from.startsWith('client') && e.body.kind === 'timeout',
  )
  const last = own.findLast(
    ({ body }) => body.kind !== 'close' && body.kind !== 'timeout',
  )
  const until = Math.min(end?.at ?? Infinity, gaveUp?.at ?? Infinity)
  if (gaveUp === undefined || last === undefined) return null
  return Math.round(until - last.at)
}

/**
 * Of clients that only say that they waited, not for what: TCP and TLS were
 * there, and neither an end of the data nor a reply to the command came.
 */
export const neverEnded = (transcript: Transcript): Match[] =>
  transcript.data.flatMap(data => {
    const { command, handshake, ordinal } = data
    if (!data.opened || !downloads.has(command?.verb ?? '')) return []
    const step = transcript.steps.find(s => s.data === ordinal)
    if (step?.ok ?? transcript.steps.every(s => s.ok)) return []
    if (handshake === null && data.protection !== 'C') return []
    if (handshake !== null && !handshakeWorked(data)) return []
    const told = command?.replies.some(
      r => r.code >= 200 && r.from.some(from => from.startsWith('client')),
    )
    const ms = silentMs(transcript, data)
    if (told === true || ms === null || ms < waitedMs) return []
    const words = `neither FIN nor close_notify within ${ms} ms`
    return [
      {
        statement: `Data connection ${ordinal} never came to its end: ${words}, and no reply.`,
        certainty: 'inferred' as const,
        at: data.at,
        evidence: [
          wireEvidence(transcript, `data connection ${ordinal}: ${words}`),
        ],
        settledBy:
          'a capture at the other end: whether it sent what did not arrive',
      },
    ]
  })
