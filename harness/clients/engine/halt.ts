/**
 * A step cannot go on: what the client's user would be told. Thrown and
 * caught inside the engine only; a peer's misbehaviour never leaves it as an
 * exception.
 */
import type { Phase } from '../../model.js'

export interface HaltInit {
  readonly phase: Phase
  readonly why: string
  readonly code?: number
  readonly data?: number
  readonly cause?: unknown
}

export class Halt extends Error {
  readonly phase: Phase
  readonly code: number | undefined
  readonly data: number | undefined

  constructor(init: HaltInit) {
    super(init.why, { cause: init.cause })
    this.name = 'Halt'
    this.phase = init.phase
    this.code = init.code
    this.data = init.data
  }
}

/** The same, known to have happened in another phase or connection. */
export const inPhase = (error: unknown, phase: Phase, data?: number): Halt => {
  const known = error instanceof Halt ? error : null
  const number = known?.data ?? data
  return new Halt({
    phase: known?.phase ?? phase,
    why: error instanceof Error ? error.message : String(error),
    cause: known?.cause ?? error,
    ...(known?.code === undefined ? {} : { code: known.code }),
    ...(number === undefined ? {} : { data: number }),
  })
}
