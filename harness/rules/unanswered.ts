/**
 * A command that reached the server and had no answer there either: the
 * server's own fault, whatever the client says of the network. Pure.
 */
import type { Match, Transcript } from '../model.js'
import { closeAt, seen, seenByBoth, waitedMs, type BothEnds } from './ends.js'

const ofOne = ({ role, server }: BothEnds): Match[] => {
  const onWire = { ...server, events: server.events.filter(wire) }
  const close = closeAt(server)
  if (role !== 'control' || close?.body.by !== 'client') return []
  // C-Kermit says QUIT when it has waited long enough
  const last = seen(onWire, 'command').findLast(
    e => close.at - e.at >= waitedMs,
  )
  if (last === undefined) return []
  const replies = seen(onWire, 'reply').filter(e => e.at >= last.at)
  // TLS behind it says more than the silence before it
  const tls = seen(onWire, 'tls').some(e => e.at >= last.at && e.at < close.at)
  if (tls || replies.some(e => e.at < close.at)) return []
  const { verb } = last.body
  const late = replies[0]
  const ms = Math.round(close.at - last.at)
  return [
    {
      statement:
        late === undefined
          ? `${verb} arrived at the server and was not answered within ${ms} ms: the server hangs.`
          : `${verb} arrived at the server, which answered only when the client hung up: it had not taken what arrived for a whole line.`,
      certainty: late === undefined ? 'stated' : 'inferred',
      at: last.at,
      evidence: [
        {
          source: 'server-wire',
          text: `${verb} arrived, nothing was sent within ${ms} ms`,
        },
        ...(late === undefined
          ? []
          : [
              {
                source: 'server-wire' as const,
                text: `${late.body.code} was sent behind the client's ${close.body.how.toUpperCase()}`,
              },
            ]),
      ],
      settledBy: "the server's log: when it saw the command",
    },
  ]
}

const wire = ({ from }: { readonly from: string }): boolean =>
  from === 'server-wire'

export const unansweredAtServer = (transcript: Transcript): Match[] =>
  transcript.steps.every(s => s.ok) ? [] : seenByBoth(transcript).flatMap(ofOne)
