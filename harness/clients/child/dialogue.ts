/**
 * The dialogue of a child, taken back out of the events of its log: commands
 * with their final replies, in order, over all control connections.
 */
import type { Event } from '../../model.js'

export interface Spoken {
  readonly at: number
  /** null: a reply that nobody asked for, first of all the greeting */
  readonly verb: string | null
  readonly argument: string
  readonly control: number
  /** last reply; absent when none came */
  readonly code?: number
  readonly text?: string
  /** time of that reply */
  readonly answeredAt?: number
  /** data connection that was open when it was answered; 0 = none yet */
  readonly data: number
}

type Draft = { -readonly [K in keyof Spoken]: Spoken[K] }

export const dialogueOf = (events: readonly Event[]): Spoken[] => {
  const spoken: Draft[] = []
  let current: Draft | null = null
  let data = 0
  for (const { at, body, role, ordinal } of events) {
    if (body.kind === 'open' && role === 'data') data = ordinal
    if (body.kind === 'open-failed' && role === 'data') data = ordinal
    if (body.kind === 'open' && role === 'control') current = null
    if (body.kind === 'command') {
      const { verb, argument } = body
      current = { at, verb, argument, control: ordinal, data }
      spoken.push(current)
    } else if (body.kind === 'reply') {
      if (current === null) {
        current = { at, verb: null, argument: '', control: ordinal, data }
        spoken.push(current)
      }
      current.code = body.code
      current.text = body.text
      current.answeredAt = at
    }
    if (current !== null) current.data = data
  }
  return spoken
}

export const isPositive = (code: number | undefined): boolean =>
  code !== undefined && code >= 200 && code < 300

export const transferVerb = /^(?:LIST|NLST|MLSD|RETR|STOR|APPE)$/
