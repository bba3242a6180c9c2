/** What became of a mail session of a program that only shows its dialogue. */
import type { Event, EventBody, StepOutcome } from '../../model.js'
import type { Message } from './message.js'
import type { MailMode } from './options.js'

interface Asked {
  readonly at: number
  readonly verb: string
  reply: { readonly code: number; readonly text: string } | null
}

type Of<Kind extends EventBody['kind']> = Extract<EventBody, { kind: Kind }>

const first = <Kind extends EventBody['kind']>(
  events: readonly Event[],
  kind: Kind,
): Of<Kind> | null =>
  (events.find(e => e.body.kind === kind)?.body as Of<Kind> | undefined) ?? null

const dialogue = (
  events: readonly Event[],
): { readonly greeting: number | null; readonly asked: readonly Asked[] } => {
  const asked: Asked[] = []
  const waiting: Asked[] = []
  let greeting: number | null = null
  for (const { at, body } of events)
    if (body.kind === 'command') {
      const one = { at, verb: body.verb, reply: null }
      asked.push(one)
      waiting.push(one)
    } else if (body.kind === 'reply') {
      const next = waiting.shift()
      if (next === undefined) greeting ??= body.code
      else next.reply = { code: body.code, text: body.text }
    }
  return { greeting, asked }
}

const outcome = (
  step: StepOutcome['step'],
  at: number,
  reply: Asked['reply'],
  missing: string,
): StepOutcome => ({
  step,
  label: step === 'mail' ? 'mail' : step.toUpperCase(),
  ok: reply !== null && reply.code < 400,
  at,
  ms: 0,
  ...(reply === null ? { why: missing } : { code: reply.code }),
  ...(reply !== null && reply.code >= 400
    ? { why: `${reply.code} ${reply.text}` }
    : {}),
})

const tlsStep = (events: readonly Event[], end: string): StepOutcome => {
  const failed = first(events, 'tls-failed')
  const ok = failed === null && first(events, 'established') !== null
  return {
    step: 'control-tls',
    label: 'TLS handshake',
    ok,
    at: 0,
    ms: 0,
    ...(ok ? {} : { why: failed?.text ?? end, phase: 'tls' }),
  }
}

interface Ending {
  /** it says that all went well */
  readonly ok: boolean
  /** its last word, when it does not */
  readonly text: string
}

export const mailSteps = (
  events: readonly Event[],
  message: Message,
  mode: MailMode,
  { ok, text }: Ending,
): StepOutcome[] => {
  const { greeting, asked } = dialogue(events)
  const last = (...verbs: string[]): Asked | undefined =>
    asked.findLast(a => verbs.includes(a.verb))
  const steps: StepOutcome[] = []
  if (mode === 'implicit') steps.push(tlsStep(events, text))
  steps.push(
    outcome(
      'connect',
      0,
      greeting === null ? null : { code: greeting, text: '' },
      text,
    ),
  )
  const ehlo = asked.find(a => a.verb === 'EHLO')
  steps.push(outcome('ehlo', ehlo?.at ?? 0, ehlo?.reply ?? null, text))
  const tls = last('STARTTLS')
  const lax = mode === 'opportunistic' && tls !== undefined
  if (mode === 'explicit' || lax) {
    steps.push(outcome('starttls', tls?.at ?? 0, tls?.reply ?? null, text))
    steps.push(tlsStep(events, text))
  }
  const auth = last('AUTH')
  if (auth !== undefined) steps.push(outcome('auth', auth.at, auth.reply, text))
  const refused = asked.find(
    a =>
      ['MAIL', 'RCPT', 'DATA', '.'].includes(a.verb) &&
      (a.reply?.code ?? 0) >= 400,
  )
  const sent = outcome('mail', refused?.at ?? 0, refused?.reply ?? null, text)
  const taken = refused === undefined && ok && last('DATA') !== undefined
  steps.push(
    taken
      ? {
          step: 'mail',
          label: 'mail',
          ok: true,
          at: last('DATA')?.at ?? 0,
          ms: 0,
          transfer: {
            direction: 'upload',
            name: message.name,
            expected: message.body.length,
            arrived: null,
            intact: null,
            reportedOk: true,
          },
        }
      : sent,
  )
  const broken = steps.findIndex(s => !s.ok)
  return broken < 0 ? steps : steps.slice(0, broken + 1)
}
