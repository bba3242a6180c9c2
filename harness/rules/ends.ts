/** What each end of one connection saw by itself, before it is merged. Pure. */
import type {
  ConnectionRole,
  Event,
  EventBody,
  Side,
  Transcript,
} from '../model.js'

/** One connection as one end saw it, on its wire and in its log. */
export interface End {
  readonly side: Side
  readonly events: readonly Event[]
  /** when the last thing of the whole session was seen */
  readonly until: number
}

export interface BothEnds {
  readonly role: ConnectionRole
  readonly ordinal: number
  readonly client: End
  readonly server: End
}

/**
 * Longer than anything takes to cross a network that works, and than a busy
 * host takes to read it: a second was seen.
 */
export const waitedMs = 2000

const sides = ['client', 'server'] as const

const portOf = (events: readonly Event[]): number | null => {
  for (const { body } of events)
    if (body.kind === 'open')
      return (
        (body.mode === 'active' ? body.clientPort : body.serverPort) ?? null
      )
  return null
}

const groups = (
  { events }: Transcript,
  side: Side,
  role: ConnectionRole,
): Event[][] => {
  const found = new Map<string, Event[]>()
  for (const event of events) {
    if (event.role !== role || !event.from.startsWith(side)) continue
    // a log has its own count of data connections, and no ports to join by
    if (role === 'data' && !event.from.endsWith('-wire')) continue
    const list = found.get(`${event.ordinal}`)
    if (list === undefined) found.set(`${event.ordinal}`, [event])
    else list.push(event)
  }
  return [...found.values()]
}

const lastOf = ({ events }: Transcript): number =>
  events.reduce((latest, e) => Math.max(latest, e.at), 0)

/** Connections that both ends saw on their wires. */
export const seenByBoth = (transcript: Transcript): BothEnds[] => {
  const until = lastOf(transcript)
  return (['control', 'data'] as const).flatMap(role => {
    const [clients = [], servers = []] = sides.map(side =>
      groups(transcript, side, role),
    )
    return clients.flatMap(client => {
      const port = portOf(client)
      const server = servers.find(s =>
        role === 'data'
          ? port !== null && portOf(s) === port
          : s[0]?.ordinal === client[0]?.ordinal,
      )
      if (server === undefined) return []
      const wires = [client, server].every(list =>
        list.some(e => e.from.endsWith('-wire')),
      )
      if (!wires) return []
      return [
        {
          role,
          ordinal: client[0]?.ordinal ?? 1,
          client: { side: 'client', events: client, until },
          server: { side: 'server', events: server, until },
        },
      ]
    })
  })
}

type BodyOf<K extends EventBody['kind']> = Extract<EventBody, { kind: K }>
export type Seen<K extends EventBody['kind']> = Event & {
  readonly body: BodyOf<K>
}

export const seen = <K extends EventBody['kind']>(
  end: End,
  kind: K,
): Seen<K>[] => end.events.filter((e): e is Seen<K> => e.body.kind === kind)

/** The first end of the connection as the wire at this end has it. */
export const closeAt = (end: End): Seen<'close'> | null =>
  seen(end, 'close').find(
    e => e.from.endsWith('-wire') && e.body.by !== 'unknown',
  ) ?? null
