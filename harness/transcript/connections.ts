/** Groups events by connection and joins what each vantage saw of it. */
import type {
  Connection,
  ConnectionRole,
  Event,
  EventBody,
  Side,
  Vantage,
} from '../model.js'
import { mergeHandshake } from './handshake.js'

export interface Group {
  readonly role: ConnectionRole
  readonly ordinal: number
  readonly events: readonly Event[]
}

type Open = Extract<EventBody, { kind: 'open' }>

const openOf = (events: readonly Event[]): Open | null => {
  for (const { body } of events) if (body.kind === 'open') return body
  return null
}

/** The port by which both ends know the connection. */
const portOf = (events: readonly Event[]): number | null => {
  const open = openOf(events)
  if (open === null) return null
  return (open.mode === 'active' ? open.clientPort : open.serverPort) ?? null
}

const byOrdinal = (
  events: readonly Event[],
  role: ConnectionRole,
  from: Vantage,
): Map<number, Event[]> => {
  const map = new Map<number, Event[]>()
  for (const event of events)
    if (event.role === role && event.from === from) {
      const list = map.get(event.ordinal)
      if (list === undefined) map.set(event.ordinal, [event])
      else list.push(event)
    }
  return map
}

const wireOrder: readonly Vantage[] = [
  'client-wire',
  'server-wire',
  'relay-wire',
  'client-log',
  'server-log',
  'client-program',
  'server-program',
]

/**
 * Joins by port where both vantages know it, else by order. A log has no
 * ports and speaks of data connections only once TLS starts on them.
 */
export const groupConnections = (
  events: readonly Event[],
  role: ConnectionRole,
): Group[] => {
  const groups: { ordinal: number; events: Event[]; seen: Set<Vantage> }[] = []
  for (const from of wireOrder) {
    const mine = [...byOrdinal(events, role, from)].sort((a, b) => a[0] - b[0])
    for (const [ordinal, list] of mine) {
      const port = role === 'data' ? portOf(list) : null
      const free = groups.filter(g => !g.seen.has(from))
      const target =
        (port === null
          ? undefined
          : free.find(g => portOf(g.events) === port)) ??
        (port === null || groups.every(g => portOf(g.events) === null)
          ? from.endsWith('-log') && role === 'data'
            ? (free.find(g => g.events.some(e => e.body.kind === 'tls')) ??
              free.find(g => g.ordinal === ordinal))
            : free.find(g => g.ordinal === ordinal)
          : undefined)
      if (target === undefined)
        groups.push({
          ordinal: Math.max(0, ...groups.map(g => g.ordinal)) + 1,
          events: [...list],
          seen: new Set([from]),
        })
      else {
        target.events.push(...list)
        target.seen.add(from)
      }
    }
  }
  return groups.map(({ ordinal, events: list }) => ({
    role,
    ordinal,
    events: [...list].sort((a, b) => a.at - b.at),
  }))
}

const closeNotify = (
  events: readonly Event[],
  sender: Side,
): boolean | null => {
  // that a log is silent about close_notify says nothing
  const wires = events.filter(
    e => e.body.kind === 'tls' && e.from.endsWith('-wire'),
  )
  if (wires.length === 0) return null
  return wires.some(
    e =>
      e.body.kind === 'tls' &&
      e.body.sender === sender &&
      e.body.fact.is === 'close-notify',
  )
}

const closeOf = (events: readonly Event[]): Connection['closed'] => {
  const closes = events.flatMap(e =>
    e.body.kind === 'close' ? [{ ...e.body, at: e.at }] : [],
  )
  // a reset that one end saw is the fact; the other may have called it a FIN
  const told =
    closes.find(c => c.how === 'rst' && c.by !== 'unknown') ??
    closes.find(c => c.by !== 'unknown') ??
    closes[0]
  return told === undefined ? null : { by: told.by, how: told.how, at: told.at }
}

const payloadOf = (events: readonly Event[], sender: Side): number | null => {
  let most: number | null = null
  for (const { body } of events)
    if (body.kind === 'payload' && body.sender === sender)
      most = Math.max(most ?? 0, body.bytes)
  return most
}

const sideOf = (from: Vantage): Side =>
  from.startsWith('client') ? 'client' : 'server'

export const toConnection = (group: Group): Connection => {
  const { events, role, ordinal } = group
  const open = openOf(events)
  const failed = events.find(e => e.body.kind === 'open-failed')?.body
  return {
    role,
    ordinal,
    at: events[0]?.at ?? 0,
    mode: open?.mode ?? null,
    dialled: open?.dialled ?? 'client',
    opened: open !== null || failed === undefined,
    openFailure:
      failed?.kind === 'open-failed'
        ? { code: failed.code, text: failed.text }
        : null,
    handshake: mergeHandshake(events),
    clearBytes: uniqueClearBytes(events),
    closeNotify: {
      client: closeNotify(events, 'client'),
      server: closeNotify(events, 'server'),
    },
    closed: closeOf(events),
    payload: {
      client: payloadOf(events, 'client'),
      server: payloadOf(events, 'server'),
    },
    timeouts: events.flatMap(e =>
      e.body.kind === 'timeout'
        ? [
            {
              side: sideOf(e.from),
              waitingFor: e.body.waitingFor,
              ms: e.body.ms,
            },
          ]
        : [],
    ),
    facts: events.flatMap(e =>
      e.body.kind === 'log' && e.body.fact !== undefined ? [e.body.fact] : [],
    ),
  }
}

const uniqueClearBytes = (
  events: readonly Event[],
): Connection['clearBytes'] => {
  const found: { sender: Side; text: string }[] = []
  for (const { body } of events)
    if (body.kind === 'clear-bytes')
      if (!found.some(f => f.sender === body.sender && f.text === body.text))
        found.push({ sender: body.sender, text: body.text })
  return found
}
