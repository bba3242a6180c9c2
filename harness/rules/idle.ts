/** A control connection that was lost behind a transfer that was whole. Pure. */
import type {
  ControlConnection,
  EventBody,
  Exchange,
  Match,
  Transcript,
  Vantage,
} from '../model.js'
import { transferVerbs } from '../transcript/exchanges.js'
import { contradictionsOf } from './both-ends.js'
import { waitedMs } from './ends.js'
import { wireEvidence } from './look.js'

/** Below it nobody would call a connection idle. */
const idleMs = 200

/** A busy client may read a reply so long after it was sent. */
const lateMs = 1000

interface Lost {
  readonly exchange: Exchange
  readonly at: number
  /** nothing was said on the control connection for so long */
  readonly silentMs: number
  readonly how: string
  /** nobody told the client */
  readonly silent: boolean
  readonly sent: {
    readonly at: number
    readonly from: Vantage
    readonly code: number
  } | null
}

/** a client may note it with the transfer that the reply belongs to */
const forReply = (body: EventBody): boolean =>
  body.kind === 'timeout' && /\breply\b/.test(body.waitingFor)

/** When and how the client lost the connection, after the last word on it. */
const lossOf = (
  { events }: Transcript,
  control: ControlConnection,
  sent: Lost['sent'],
): Omit<Lost, 'exchange' | 'sent'> | null => {
  const own = events.filter(
    e =>
      e.from.startsWith('client') &&
      (e.role === 'control' ? e.ordinal === control.ordinal : forReply(e.body)),
  )
  const end = own.find(
    ({ at, body }) =>
      (body.kind === 'close' && body.by === 'server') ||
      body.kind === 'timeout' ||
      // some give up without a word; that they waited has to be seen
      (body.kind === 'close' && sent !== null && at - sent.at >= waitedMs),
  )
  if (end === undefined) return null
  const last = own.findLast(
    e =>
      e.at < end.at && (e.body.kind === 'command' || e.body.kind === 'reply'),
  )
  const told = end.body.kind === 'close' && end.body.by === 'server'
  return {
    at: end.at,
    silent: !told,
    silentMs: Math.round(end.at - (last?.at ?? end.at)),
    how:
      end.body.kind === 'close' && end.body.by === 'server'
        ? `${end.body.how.toUpperCase()} on the control connection`
        : 'no reply, no FIN and no RST',
  }
}

const transferCutOff = (
  transcript: Transcript,
  control: ControlConnection,
): Lost | null => {
  const exchange = control.exchanges.findLast(
    e => e.verb !== null && transferVerbs.has(e.verb),
  )
  if (exchange === undefined) return null
  const sent = serverSaid(transcript, control, exchange)
  const loss = lossOf(transcript, control, sent)
  if (loss === null || loss.silentMs < idleMs) return null
  // an end that was told why is no loss
  if (control.clearBytes.length > 0) return null
  // a reply that was only late
  if (loss.silent && sent !== null && loss.at - sent.at < lateMs) return null
  // by count, not by time: a log gives several lines one time
  const told = control.exchanges
    .slice(control.exchanges.indexOf(exchange))
    .flatMap(e => e.replies)
    .some(
      r =>
        r.code >= 200 &&
        r.at < loss.at &&
        r.from.some(from => from.startsWith('client')),
    )
  return told ? null : { exchange, sent, ...loss }
}

/** The final reply to the transfer, as the server's own end has it. */
const serverSaid = (
  { events }: Transcript,
  { ordinal }: ControlConnection,
  { verb }: Exchange,
): Lost['sent'] => {
  const own = events.filter(
    e =>
      e.role === 'control' &&
      e.ordinal === ordinal &&
      e.from.startsWith('server'),
  )
  const index = own.findLastIndex(
    e => e.body.kind === 'command' && e.body.verb === verb,
  )
  for (const { at, from, body } of index < 0 ? [] : own.slice(index))
    if (body.kind === 'reply' && body.code >= 200)
      return { at, from, code: body.code }
  return null
}

/** Where all is silent, the data must have come to its end at the client. */
const dataHadEnded = ({ events }: Transcript, lost: Lost): boolean => {
  const wire = events.filter(e => e.role === 'data' && e.from === 'client-wire')
  return (
    wire.length === 0 ||
    wire.some(e => e.body.kind === 'close' && e.at < lost.at - idleMs)
  )
}

/** Until the control connection was lost the data gave no cause. */
const dataWasFine = (transcript: Transcript, lost: Lost): boolean => {
  const used = transcript.data.filter(d => d.command?.at === lost.exchange.at)
  const broken = contradictionsOf(transcript).some(c => c.both.role === 'data')
  return (
    !broken &&
    (!lost.silent || dataHadEnded(transcript, lost)) &&
    used.length > 0 &&
    used.every(
      d =>
        d.opened &&
        (d.closed?.how !== 'rst' || d.closed.at >= lost.at) &&
        d.handshake?.completed !== false &&
        !d.timeouts.some(
          t => t.side === 'client' && !/\breply\b/.test(t.waitingFor),
        ),
    )
  )
}

export const lostWhileIdle = (transcript: Transcript): Match[] =>
  transcript.controls.flatMap(control => {
    const lost = transferCutOff(transcript, control)
    if (lost === null || !dataWasFine(transcript, lost)) return []
    const proof = contradictionsOf(transcript).find(
      c => c.both.role === 'control',
    )
    const proved = proof !== undefined || (lost.sent?.code ?? 999) < 400
    const verb = lost.exchange.verb ?? 'the transfer'
    return [
      {
        statement: `The control connection was lost during ${verb}, after ${lost.silentMs} ms without a word on it: ${proved ? 'something between forgot it' : 'something between forgot it, or the server ended it'}.`,
        certainty: proved ? 'stated' : 'inferred',
        at: lost.at,
        evidence: [
          wireEvidence(transcript, `${lost.how} after ${lost.silentMs} ms`),
          ...(proof?.evidence ?? []),
          ...(lost.sent === null
            ? []
            : [
                {
                  source: lost.sent.from,
                  text: `server sent ${lost.sent.code}, which the client never got`,
                },
              ]),
        ],
        ...(proved
          ? {}
          : {
              settledBy:
                "the server's log: whether it replied to the transfer, and who ended the connection",
            }),
      },
    ]
  })
