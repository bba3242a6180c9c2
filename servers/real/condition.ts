/**
 * What a session leaves of its server: one that ended, or that goes round in
 * circles, would be the cause of what the next session meets.
 */
import type { Event } from '../../harness/model.js'
import type { Daemon } from './daemon.js'
import { spins } from './processes.js'

export interface Condition {
  /** looks now; what it found, at this time of the cell's clock */
  look(at: () => number): Promise<readonly Event[]>
  worn(): boolean
}

/** `alone`: it serves one session at a time, so that no other keeps it busy. */
export const conditionOf = (
  name: string,
  daemon: Daemon,
  alone: boolean,
): Condition => {
  let state: 'well' | 'ended' | 'spins' = 'well'
  const say = (at: number, is: 'ended' | 'spins'): Event => {
    const text =
      is === 'ended'
        ? `${name} ended: ${daemon.exit() ?? ''}`
        : `${name} uses all it gets of a core, and no client is left`
    return {
      at,
      from: 'server-program',
      role: 'control',
      ordinal: 1,
      body: { kind: 'log', text, fact: { is, text } },
    }
  }
  return {
    look: async at => {
      if (daemon.exit() !== null) state = 'ended'
      else if (state === 'well' && alone && (await spins(daemon.pid)))
        state = 'spins'
      return state === 'well' ? [] : [say(at(), state)]
    },
    worn: () => state !== 'well',
  }
}
