/**
 * Tells which client each line of a server's log is about, for logs in which
 * not every line names one: lines of a session whose client is not known yet
 * are held back until it is. It knows no format and opens no file.
 */
import { forgetOldest } from './server-data.js'

export interface LineOwner {
  /** the session within the log: a process id, a connection's address */
  readonly id: string
  /** address of the client, in lines that name it */
  readonly client?: string
  /** this line begins a session: the id may have been used before */
  readonly begins?: boolean
  /** nothing of this session follows */
  readonly ends?: boolean
}

/** `continued`: the line goes with the one before it. */
export type Identify = (line: string) => LineOwner | 'continued' | null

export interface OwnedLine {
  readonly line: string
  readonly id: string
  /** '' when no line of the session named it */
  readonly client: string
  readonly ends: boolean
}

export interface Attribution {
  /** the lines that can be told apart now, in their order */
  take(line: string): readonly OwnedLine[]
  /** what is still held back, with client '' */
  rest(): readonly OwnedLine[]
}

/** Sessions remembered, and lines held back for one of them. */
const mostSessions = 512
const mostHeld = 200

export const createAttribution = (identify: Identify): Attribution => {
  const clients = new Map<string, string>()
  const held = new Map<string, OwnedLine[]>()
  let last: LineOwner | null = null

  const hold = (owned: OwnedLine): readonly OwnedLine[] => {
    const lines = held.get(owned.id) ?? []
    if (lines.length < mostHeld) lines.push(owned)
    held.set(owned.id, lines)
    forgetOldest(held, mostSessions)
    return []
  }

  const take = (line: string): readonly OwnedLine[] => {
    const told = identify(line)
    const owner = told === 'continued' ? last : told
    last = owner
    if (owner === null) return []
    const { id, begins = false } = owner
    const ends = told !== 'continued' && owner.ends === true
    if (owner.client !== undefined) clients.set(id, owner.client)
    else if (begins) clients.delete(id)
    forgetOldest(clients, mostSessions)
    const client = clients.get(id)
    if (client === undefined) return hold({ line, id, client: '', ends })
    const before = (held.get(id) ?? []).map(l => ({ ...l, client }))
    held.delete(id)
    // process ids are used again
    if (ends) clients.delete(id)
    return [...before, { line, id, client, ends }]
  }

  return {
    take,
    rest: () => {
      const lines = [...held.values()].flat()
      held.clear()
      return lines
    },
  }
}
