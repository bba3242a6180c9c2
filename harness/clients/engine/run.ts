/**
 * Runs one session of an emulated client and reports what its end saw. A
 * peer's misbehaviour is an event and a failed step, never an exception.
 */
import type {
  ClientRequest,
  ClientResult,
  Event,
  StepOutcome,
} from '../../model.js'
import type { Context } from './context.js'
import { habitsOf } from './habits.js'
import { inPhase, type Halt } from './halt.js'
import { Patience, TimedOut } from './patience.js'
import { planOf, type Planned, type Progress } from './plan.js'
import { Recorder } from './recorder.js'
import { SessionShelf } from './sessions.js'
import type { StepReport } from './steps.js'
import { termsOf } from './terms.js'
import { plainTrace } from './trace.js'
import type { Traits } from './traits.js'

/** The client's own log, written from what happened. */
export type Trace = (
  events: readonly Event[],
  steps: readonly StepOutcome[],
) => string

const contextOf = async (
  request: ClientRequest,
  traits: Traits,
): Promise<Context> => {
  const { conversation, deadlines, signal, clock } = request
  const habits = habitsOf(traits, conversation)
  const needsGate = conversation.steps?.some(
    s => s.do === 'ccc' || s.do === 'rein',
  )
  return {
    request,
    habits,
    terms: await termsOf(request, habits.tls),
    recorder: new Recorder(clock),
    patience: new Patience(deadlines.stepMs, signal),
    shelf: new SessionShelf(
      habits.dataSession,
      habits.sessionSeconds,
      habits.dataSessionTls13,
    ),
    gated: needsGate ?? false,
  }
}

const noteTimeout = (context: Context, progress: Progress, halt: Halt) => {
  const { cause, data } = halt
  if (!(cause instanceof TimedOut)) return
  const { waitingFor, ms } = cause
  const body = { kind: 'timeout', waitingFor, ms } as const
  const { recorder } = context
  if (data === undefined)
    recorder.record('control', progress.control?.link.ordinal ?? 1, body)
  else recorder.record('data', data, body)
}

interface Attempt {
  readonly outcome: StepOutcome
  readonly goOn: boolean
}

const notReached = (planned: Planned, at: number): StepOutcome => ({
  step: planned.step,
  label: planned.label,
  ok: false,
  at,
  ms: 0,
  why: 'not reached',
})

const problemPart = (halt: Halt | null) =>
  halt === null
    ? {}
    : {
        why: halt.message,
        phase: halt.phase,
        ...(halt.code === undefined ? {} : { code: halt.code }),
        ...(halt.data === undefined ? {} : { data: halt.data }),
      }

const attempt = async (
  planned: Planned,
  progress: Progress,
): Promise<Attempt> => {
  const { context } = progress
  const { recorder, patience } = context
  const at = recorder.now()
  patience.renew()
  let report: StepReport = {}
  let halt: Halt | null = null
  try {
    report = await planned.run(progress)
    halt = report.problem ?? null
  } catch (error) {
    halt = inPhase(error, 'reply')
    if (halt.cause instanceof TimedOut && halt.data === undefined)
      progress.control?.abandon(halt.message)
  }
  if (halt !== null) noteTimeout(context, progress, halt)
  const { code, data, transfer } = report
  return {
    outcome: {
      step: planned.step,
      label: planned.label,
      ok: halt === null,
      at,
      ms: recorder.now() - at,
      ...problemPart(halt),
      ...(code === undefined ? {} : { code }),
      ...(data === undefined ? {} : { data }),
      ...(transfer === undefined ? {} : { transfer }),
    },
    goOn: halt === null || (await recovered(planned, progress)),
  }
}

const recovered = async (
  planned: Planned,
  progress: Progress,
): Promise<boolean> => {
  try {
    return (await planned.recover?.(progress)) ?? false
  } catch (error) {
    noteTimeout(progress.context, progress, inPhase(error, 'connect'))
    return false
  }
}

const runPlan = async (
  context: Context,
  plan: Plan,
): Promise<StepOutcome[]> => {
  const progress: Progress = {
    context,
    control: null,
    clear: false,
    injected: null,
    uploads: 0,
    prepared: false,
    other: null,
  }
  const steps: StepOutcome[] = []
  let stopped = false
  let ended = false
  try {
    for (const planned of plan(context)) {
      const alive = progress.control?.alive ?? planned.step === 'connect'
      // a client that gives up still says QUIT
      const polite = planned.step === 'quit' && alive && !ended
      if ((stopped || !alive) && !polite) {
        steps.push(notReached(planned, context.recorder.now()))
        continue
      }
      const { outcome, goOn } = await attempt(planned, progress)
      steps.push(outcome)
      const { afterFailure } = context.habits
      const then = outcome.ok ? 'go-on' : (afterFailure?.(planned.step) ?? '')
      stopped ||= !goOn || then === 'quit' || then === 'end'
      ended ||= then === 'end'
    }
  } finally {
    progress.control?.link.destroy()
    progress.other?.link.destroy()
    context.patience.end()
  }
  return steps
}

/** Later steps may depend on what became of earlier ones. */
export type Plan = (context: Context) => Iterable<Planned>

/** What it tells its user: from what it saw itself, right or wrong. */
const claimsOf = (
  steps: readonly StepOutcome[],
  unnoticed: readonly StepOutcome['step'][] = [],
): ClientResult['claims'] =>
  steps.every(s => s.ok || s.step === 'quit' || unnoticed.includes(s.step))
    ? 'success'
    : 'failure'

export const runEmulated = async (
  request: ClientRequest,
  traits: Traits,
  trace: Trace = plainTrace,
  plan: Plan = planOf,
): Promise<ClientResult> => {
  const context = await contextOf(request, traits)
  const steps = await runPlan(context, plan)
  // what a socket still tells while it is torn down belongs to no session
  const events = [...context.recorder.events]
  return {
    events,
    steps,
    claims: claimsOf(steps, traits.unnoticed),
    log: trace(events, steps),
    version: request.version,
  }
}
