/**
 * TargetServer list: the first that takes the connection gets the mail. `own`
 * is the server of the cell; at another loopback address nobody listens.
 */
import type { Context } from '../engine/context.js'
import type { Control } from '../engine/control.js'
import { Halt } from '../engine/halt.js'
import * as opening from '../engine/opening.js'
import { Recorder } from '../engine/recorder.js'
import type { Talk } from './talk.js'

const refused = (problem: unknown): problem is Halt =>
  problem instanceof Halt && problem.phase === 'connect'

/** A refused connection has an ordinal only when no other one was made. */
const connectTo = async (
  context: Context,
  host: string,
  last: boolean,
): Promise<Control | null> => {
  const request = { ...context.request, host }
  const recorder = last ? context.recorder : new Recorder(context.request.clock)
  try {
    const control = await opening.connect(
      { ...context, request, recorder },
      context.shelf,
    )
    if (last) return control
    control.link.end()
    throw new Halt({ phase: 'connect', why: `${host} is another server` })
  } catch (problem) {
    if (last || !refused(problem)) throw problem
    return null
  }
}

export const firstTarget = async (
  context: Context,
  targets: readonly string[],
  talk: Talk,
): Promise<Control> => {
  for (const [index, target] of targets.entries()) {
    const own = target === 'own'
    const host = own ? context.request.host : target
    talk.tried.push(host)
    const last = own || index === targets.length - 1
    const control = await connectTo(context, host, last)
    if (control !== null) return control
  }
  throw new Halt({ phase: 'connect', why: 'no TargetServer is configured' })
}
