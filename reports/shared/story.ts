/**
 * The events of a cell as one story: what both ends saw of the same fact is
 * one line. A line that only one of two tapped ends saw says so, because that
 * is how a middlebox or a lost segment shows.
 */
import type {
  CellResult,
  ConnectionRole,
  Event,
  Vantage,
} from '../../harness/model.js'
import { said, type Said } from './sentences.js'

export interface Line extends Said {
  readonly at: number
  readonly role: ConnectionRole
  /** of the connection, as the first vantage that saw it counts */
  readonly ordinal: number
  readonly seen: readonly Vantage[]
  readonly event: Event
}

interface Growing extends Line {
  readonly seen: Vantage[]
}

/** Stops a hostile peer's cell from making a report that nobody can open. */
const maxLines = 2000

type Numbering = (event: Event) => number

/**
 * Each vantage counts data connections as it sees them open; an attempt that
 * never arrived shifts the server's numbers. Equal ports are the same one.
 */
const numbering = (events: readonly Event[]): Numbering => {
  const byPorts = new Map<string, number>()
  const renamed = new Map<string, number>()
  for (const { body, from, role, ordinal } of events) {
    if (body.kind !== 'open' || role !== 'data') continue
    if (body.clientPort === undefined || body.serverPort === undefined) continue
    const ports = `${body.clientPort}-${body.serverPort}`
    const first = byPorts.get(ports)
    if (first === undefined) byPorts.set(ports, ordinal)
    else renamed.set(`${from} ${ordinal}`, first)
  }
  return ({ from, role, ordinal }) =>
    (role === 'data' ? renamed.get(`${from} ${ordinal}`) : undefined) ?? ordinal
}

/** Lines that the same fact makes at either end have the same signature. */
const signature = (line: Line): string =>
  [line.role, line.ordinal, line.kind, line.by, line.text, line.detail].join(
    '\0',
  )

export const story = (cell: CellResult): readonly Line[] => {
  const number = numbering(cell.events)
  const lines: Growing[] = []
  const waiting = new Map<string, Growing[]>()
  const events = [...cell.events].sort((a, b) => a.at - b.at)
  for (const event of events) {
    const line: Growing = {
      ...said(event),
      at: event.at,
      role: event.role,
      ordinal: number(event),
      seen: [event.from],
      event,
    }
    const key = signature(line)
    const same = waiting.get(key) ?? []
    const twin = line.crosses
      ? same.find(other => !other.seen.includes(event.from))
      : undefined
    if (twin !== undefined) {
      twin.seen.push(event.from)
      continue
    }
    if (lines.length >= maxLines) break
    lines.push(line)
    waiting.set(key, [...same.slice(-8), line])
  }
  return lines
}

const wires: readonly Vantage[] = ['client-wire', 'server-wire']

/** `client` or `server` when both ends were tapped and only that one saw it. */
export const seenOnlyBy = (
  line: Line,
  vantages: ReadonlySet<Vantage>,
): 'client' | 'server' | null => {
  if (!line.crosses || !wires.every(w => vantages.has(w))) return null
  const [client, server] = wires.map(w => line.seen.includes(w))
  if (client === server) return null
  return client === true ? 'client' : 'server'
}
