/** What CSSMTP knows while it talks to one target server. */
import type { Control } from '../engine/control.js'
import { Halt } from '../engine/halt.js'
import type { Progress } from '../engine/plan.js'
import type { State } from './decision.js'
import type { Spool, SpooledMail } from './spool.js'

export interface Talk {
  readonly spool: Spool
  /** addresses of target servers that were tried, in order */
  readonly tried: string[]
  /** the last reply to EHLO */
  ehlo: string
  state: State | null
  ioctlFailed: boolean
}

export const newTalk = (spool: Spool): Talk => ({
  spool,
  tried: [],
  ehlo: '',
  state: null,
  ioctlFailed: false,
})

export const controlOf = ({ control }: Progress): Control => {
  if (control === null)
    throw new Halt({ phase: 'connect', why: 'not connected' })
  return control
}

/** The one message of a cell; null: none without a syntax error. */
export const mailOf = ({ spool }: Talk): SpooledMail | null =>
  spool.mails[0] ?? null
