/** What CSSMTP knows while it talks to one target server. */
import type { Control } from '../engine/control.js'
import { Halt } from '../engine/halt.js'
import type { Progress } from '../engine/plan.js'
import type { State } from './decision.js'

export interface Talk {
  /** the last reply to EHLO */
  ehlo: string
  state: State | null
  ioctlFailed: boolean
}

export const newTalk = (): Talk => ({
  ehlo: '',
  state: null,
  ioctlFailed: false,
})

export const controlOf = ({ control }: Progress): Control => {
  if (control === null)
    throw new Halt({ phase: 'connect', why: 'not connected' })
  return control
}
