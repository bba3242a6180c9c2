/**
 * The steps from `connect` to `protect` as a child's log shows them. Its exit
 * code is never asked.
 */
import type { Event, Phase, StepOutcome } from '../../model.js'
import { dialogueOf, isPositive, type Spoken } from './dialogue.js'

export interface OpeningPlan {
  readonly mode: 'explicit' | 'implicit' | 'clear'
  readonly host: string
  readonly port: number
  /** how AUTH is labelled: the mechanisms in this client's order */
  readonly auth: string
  /** null: this client sends no PROT here */
  readonly level: string | null
  readonly protect: 'before-login' | 'after-login'
}

interface Finding {
  readonly ok: boolean
  readonly at?: number
  readonly until?: number
  readonly code?: number
  readonly why?: string
  readonly phase?: Phase
}

const told = ({ verb, argument, code, text }: Spoken): string =>
  `${[verb, argument].filter(Boolean).join(' ')} refused: ${code} ${text ?? ''}`

const fromReply = (spoken: Spoken, phase: Phase): Finding => {
  const { at, code, answeredAt } = spoken
  const ok = isPositive(code) || (phase === 'auth' && code === 334)
  return {
    ok,
    at,
    ...(answeredAt === undefined ? {} : { until: answeredAt }),
    ...(code === undefined ? {} : { code }),
    ...(ok
      ? {}
      : { phase, why: code === undefined ? 'no reply' : told(spoken) }),
  }
}

const never = (why: string): Finding => ({ ok: false, why })

const connect = (
  events: readonly Event[],
  spoken: readonly Spoken[],
  plan: OpeningPlan,
): Finding => {
  const failed = events.find(
    e => e.body.kind === 'open-failed' && e.role === 'control',
  )
  if (failed?.body.kind === 'open-failed')
    return { ok: false, at: failed.at, phase: 'connect', why: failed.body.text }
  const open = events.find(e => e.body.kind === 'open')
  if (open === undefined) return { ...never('not connected'), phase: 'connect' }
  const greeting = spoken.find(s => s.verb === null)
  if (plan.mode === 'implicit') return { ok: true, at: open.at }
  if (greeting === undefined)
    return { ...never('no greeting'), at: open.at, phase: 'greeting' }
  return { ...fromReply(greeting, 'greeting'), at: open.at }
}

/** The last attempt counts: a client may try AUTH TLS after AUTH SSL. */
const auth = (spoken: readonly Spoken[]): Finding => {
  const tried = spoken.filter(s => s.verb === 'AUTH')
  const taken = tried.find(s => fromReply(s, 'auth').ok) ?? tried.at(-1)
  return taken === undefined ? never('not reached') : fromReply(taken, 'auth')
}

const lastControl = (events: readonly Event[]): number =>
  events.reduce((n, e) => (e.role === 'control' ? e.ordinal : n), 1)

/** A name that does not match is refused behind a complete handshake. */
const controlTls = (events: readonly Event[]): Finding => {
  const last = lastControl(events)
  const own = events.filter(e => e.role === 'control' && e.ordinal === last)
  const made = own.findIndex(
    ({ body }) =>
      body.kind === 'established' ||
      (body.kind === 'log' && body.fact?.is === 'handshake'),
  )
  const used = own.findIndex(
    ({ body }, i) =>
      i > made && (body.kind === 'command' || body.kind === 'reply'),
  )
  const failed =
    own.find(
      ({ body }, i) => body.kind === 'tls-failed' && !(used >= 0 && used < i),
    ) ?? events.find(e => e.role === 'control' && e.body.kind === 'tls-failed')
  const at = own[made]?.at
  if (at !== undefined && (used >= 0 || failed === undefined))
    return { ok: true, at }
  if (failed?.body.kind === 'tls-failed')
    return {
      ok: false,
      at: failed.at,
      phase: 'control-tls',
      why: failed.body.text,
    }
  return { ...never('TLS was never established'), phase: 'control-tls' }
}

const login = (spoken: readonly Spoken[]): Finding => {
  const last = spoken.filter(s => s.verb === 'USER' || s.verb === 'PASS').at(-1)
  return last === undefined ? never('not reached') : fromReply(last, 'login')
}

const protect = (spoken: readonly Spoken[]): Finding => {
  const control = spoken.at(-1)?.control
  const sent = spoken.find(s => s.verb === 'PROT' && s.control === control)
  if (sent !== undefined) return fromReply(sent, 'protect')
  return { ...never('PROT was never sent'), phase: 'protect' }
}

const outcome = (
  step: StepOutcome['step'],
  label: string,
  { at = 0, until = at, ok, code, why, phase }: Finding,
): StepOutcome => ({
  step,
  label,
  ok,
  at,
  ms: until - at,
  ...(code === undefined ? {} : { code }),
  ...(why === undefined ? {} : { why }),
  ...(phase === undefined ? {} : { phase }),
})

export const openingSteps = (
  events: readonly Event[],
  plan: OpeningPlan,
): StepOutcome[] => {
  const spoken = dialogueOf(events)
  const secured = plan.mode !== 'clear'
  const { level } = plan
  const early =
    secured && level !== null
      ? [outcome('protect', `PROT ${level}`, protect(spoken))]
      : []
  const before = plan.protect === 'before-login'
  return [
    outcome(
      'connect',
      `connect ${plan.host}:${plan.port}`,
      connect(events, spoken, plan),
    ),
    ...(plan.mode === 'explicit'
      ? [outcome('auth', `AUTH ${plan.auth}`, auth(spoken))]
      : []),
    ...(secured
      ? [outcome('control-tls', 'TLS handshake', controlTls(events))]
      : []),
    ...(before ? early : []),
    outcome('login', 'login', login(spoken)),
    ...(before ? [] : early),
  ]
}

/** Behind the first failure that stopped it, nothing was tried. */
export const stopAtFirstFailure = (
  steps: readonly StepOutcome[],
  goesOn: (step: StepOutcome) => boolean = () => false,
): StepOutcome[] => {
  let stopped = false
  return steps.map(step => {
    if (stopped)
      return {
        step: step.step,
        label: step.label,
        ok: false,
        at: step.at,
        ms: 0,
        why: 'not reached',
      }
    stopped = !step.ok && !goesOn(step)
    return step
  })
}
