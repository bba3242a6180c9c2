/**
 * NOOP, and what else clients send to keep a session alive, is answered as an
 * invalid command, and after some of them the session is ended.
 *
 * Source: GlobalSCAPE EFT 7.4 help, "Allowing or disallowing the NOOP
 * command": anti-timeout schemes are counted as invalid commands.
 */
import type { SessionView } from '../engine/hooks.js'
import { hookQuirk, type Quirk } from './quirk.js'

/** of its default limit nothing is told */
const limit = 10

export const noopCountsAsInvalid = (): Quirk => {
  const counts = new WeakMap<SessionView, number>()
  return hookQuirk({
    command: ({ verb }, session) => {
      if (verb !== 'NOOP') return undefined
      const count = (counts.get(session) ?? 0) + 1
      counts.set(session, count)
      if (count >= limit) setImmediate(() => session.end('fin'))
      return [500, 'NOOP not understood: anti-timeout commands are disallowed']
    },
  })
}
