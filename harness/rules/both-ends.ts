/**
 * What two ends of one connection cannot both have seen unless something
 * between them changed it. Pure; needs both wires, and then proves.
 */
import type { Evidence, Match, Side, Transcript } from '../model.js'
import {
  closeAt,
  seen,
  seenByBoth,
  waitedMs,
  type BothEnds,
  type End,
} from './ends.js'

export interface Contradiction {
  readonly both: BothEnds
  /** completes "Something between client and server …" */
  readonly did: string
  readonly at: number
  readonly evidence: readonly Evidence[]
}

/** Clients give a whole connection 3 s, of which the handshake gets the rest. */
const firstFlightMs = 1000

const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

const wire = (side: Side, text: string): Evidence => ({
  source: `${side}-wire`,
  text,
})

/** Each end got a FIN or RST that the other one had not sent before. */
const cut = (both: BothEnds): Contradiction[] => {
  const client = closeAt(both.client)
  const server = closeAt(both.server)
  if (client?.body.by !== 'server' || server?.body.by !== 'client') return []
  const how = client.body.how === 'rst' ? 'reset' : 'ended'
  return [
    {
      both,
      did: `${how} the ${both.role} connection`,
      at: Math.min(client.at, server.at),
      evidence: [
        wire('client', `${client.body.how.toUpperCase()} from the server`),
        wire('server', `${server.body.how.toUpperCase()} from the client`),
      ],
    },
  ]
}

/**
 * A server that was not asked for TLS reads commands: it may wait for the end
 * of a line in what is a ClientHello, and tell nobody.
 */
const serverReadsTls = (transcript: Transcript, both: BothEnds): boolean =>
  both.role === 'data' ||
  transcript.context.implicit === true ||
  seen(both.server, 'command').some(e =>
    ['AUTH', 'STARTTLS'].includes(e.body.verb),
  )

/** TLS of one end, of which the other end never saw a record. */
const lostHandshake = (
  transcript: Transcript,
  both: BothEnds,
  from: Side,
): Contradiction[] => {
  if (!serverReadsTls(transcript, both)) return []
  const records = (end: End) =>
    seen(end, 'tls').filter(e => e.body.sender === from)
  const sent = records(both[from])[0]?.at
  if (sent === undefined || records(both[other(from)]).length > 0) return []
  if (seen(both[other(from)], 'clear-bytes').length > 0) return []
  const patience = Math.max(both.client.until, both.server.until) - sent
  if (patience < firstFlightMs) return []
  const words = from === 'client' ? 'ClientHello' : 'answer to the ClientHello'
  return [
    {
      both,
      did: `swallowed the ${words} on the ${both.role} connection`,
      at: sent,
      evidence: [
        wire(from, `${from} sent its ${words}`),
        wire(
          other(from),
          `no TLS from the ${from} within ${Math.round(patience)} ms`,
        ),
      ],
    },
  ]
}

/** What the server got as a command is not what the client sent. */
const changedCommand = (both: BothEnds): Contradiction[] => {
  if (both.role !== 'control') return []
  const clear = (end: End) =>
    seen(end, 'command').filter(
      e => e.body.clear && e.from === `${end.side}-wire`,
    )
  const sent = clear(both.client)
  const got = clear(both.server)
  const first = sent.findIndex((e, i) => e.body.verb !== got[i]?.body.verb)
  const command = sent[first]
  if (command === undefined) return []
  const instead = got[first]
  // two events may have one time
  const answered = seen(both.client, 'reply').some(e => e.at > command.at)
  const waited = both.client.until - command.at >= waitedMs
  if (instead === undefined && (answered || !waited)) return []
  return [
    {
      both,
      did:
        instead === undefined
          ? `swallowed the command ${command.body.verb}`
          : `changed the command ${command.body.verb} to ${instead.body.verb}`,
      at: command.at,
      evidence: [
        wire('client', `client sent ${command.body.verb}`),
        wire(
          'server',
          instead === undefined
            ? 'no such command arrived'
            : `${instead.body.verb} arrived`,
        ),
      ],
    },
  ]
}

/**
 * The server had ended the connection, and a client that waited in vain never
 * saw it. One that does not read sees no end either, but does not wait.
 */
const lostEnd = (transcript: Transcript, both: BothEnds): Contradiction[] => {
  const from = 'server'
  const { events } = transcript
  const waited = events.some(
    e => e.body.kind === 'timeout' && e.from.startsWith('client'),
  )
  // a capture sees what arrives, whether the client reads it or not; only a
  // client that cannot be tapped has a log
  const captured = events.some(e => e.from === 'client-log')
  if (!waited && !captured) return []
  const sent = closeAt(both[from])
  if (sent?.body.by !== from) return []
  const far = both[other(from)]
  const got = closeAt(far)
  if (got?.body.by === from) return []
  const until = got?.at ?? far.until
  if (until - sent.at < waitedMs) return []
  // a busy client comes to it late
  const arrived = far.events.some(
    ({ at, body }) =>
      at >= sent.at &&
      (body.kind === 'reply' || (body.kind === 'tls' && body.sender === from)),
  )
  if (arrived) return []
  return [
    {
      both,
      did: `swallowed what the ${from} sent on the ${both.role} connection`,
      at: sent.at,
      evidence: [
        wire(
          from,
          `${from} sent everything, and ${sent.body.how.toUpperCase()}`,
        ),
        wire(
          far.side,
          `nothing of that within ${Math.round(until - sent.at)} ms`,
        ),
      ],
    },
  ]
}

/** Only of sessions in which something failed: teardown may overlap. */
export const contradictionsOf = (transcript: Transcript): Contradiction[] => {
  if (transcript.steps.every(s => s.ok)) return []
  return seenByBoth(transcript)
    .flatMap(both => [
      ...changedCommand(both),
      ...cut(both),
      ...lostHandshake(transcript, both, 'client'),
      ...lostHandshake(transcript, both, 'server'),
      ...lostEnd(transcript, both),
    ])
    .sort((a, b) => a.at - b.at)
}

export const contradictions = (transcript: Transcript): Match[] =>
  contradictionsOf(transcript).map(({ both, did, at, evidence }) => ({
    statement: `Something between client and server ${did}.`,
    certainty: 'stated',
    phase: both.role === 'data' ? 'transfer' : 'control-tls',
    at,
    evidence,
  }))
