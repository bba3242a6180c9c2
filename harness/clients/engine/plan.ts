/** The steps of a session in the order in which this client takes them. */
import type { StepOutcome } from '../../model.js'
import type { Context } from './context.js'
import type { Control } from './control.js'
import { announce } from './data.js'
import { Halt } from './halt.js'
import * as opening from './opening.js'
import { labelOf, runStep, type Session, type StepReport } from './steps.js'

/** What a session has come to. */
export interface Progress {
  readonly context: Context
  control: Control | null
  /** went on without TLS after it was refused or failed */
  clear: boolean
  injected: Session['injected']
  uploads: number
  /** `Traits.beforeSteps` were sent */
  prepared: boolean
  other: Control | null
}

export interface Planned {
  readonly step: StepOutcome['step']
  readonly label: string
  readonly run: (progress: Progress) => Promise<StepReport>
  /** goes on after it failed; may change the progress so that it can */
  readonly recover?: (progress: Progress) => Promise<boolean>
}

const controlOf = ({ control }: Progress): Control => {
  if (control === null)
    throw new Halt({ phase: 'connect', why: 'not connected' })
  return control
}

const connect = ({ habits, request }: Context): Planned => ({
  step: 'connect',
  label: `connect ${request.host}:${request.port}`,
  run: async progress => {
    const { context } = progress
    const control = await opening.connect(context, context.shelf)
    progress.control = control
    if (habits.mode === 'implicit' && habits.implicitGreeting === 'inside-tls')
      return {}
    control.attach()
    const code = await opening.greeting(control)
    if (habits.mode === 'explicit')
      await opening.remarks(control, habits.beforeAuth)
    return { code }
  },
})

const injectedLine = ({ request }: Context): string =>
  request.conversation.steps?.find(s => s.do === 'inject')?.line ?? ''

const auth = (context: Context): Planned => ({
  step: 'auth',
  label: `AUTH ${context.habits.auth.join(', ')}`,
  run: async progress => ({
    code: await opening.authenticate(
      context,
      controlOf(progress),
      injectedLine(context),
    ),
  }),
  recover: progress => {
    progress.clear = context.habits.authRefused === 'clear'
    return Promise.resolve(progress.clear)
  },
})

const noTls = new Halt({
  phase: 'control-tls',
  why: 'the client goes on without TLS',
})

/** Sends a harmless command and looks whether one reply too many comes. */
const surplusReply = async (control: Control): Promise<Session['injected']> => {
  const first = await control.ask('NOOP')
  return (await control.surplus(150)) === null ? null : first
}

const connectAgain = async (
  context: Context,
  progress: Progress,
): Promise<Control> => {
  const control = await opening.connect(context, context.shelf)
  progress.control = control
  control.attach()
  await opening.greeting(control)
  return control
}

/** Another mechanism on another connection; false leaves that to go on with. */
const securedAgain = async (
  context: Context,
  progress: Progress,
): Promise<boolean> => {
  const { authAgain } = context.habits
  if (authAgain === undefined || !context.habits.auth.includes(authAgain))
    return false
  const control = await connectAgain(context, progress)
  try {
    const habits = { ...context.habits, auth: [authAgain] }
    await opening.authenticate({ ...context, habits }, control, '')
    await opening.secureControl(context, control)
    return true
  } catch {
    return false
  }
}

const controlTls = (context: Context): Planned => ({
  step: 'control-tls',
  label: 'TLS handshake',
  run: async progress => {
    if (progress.clear) throw noTls
    const { habits } = context
    const control = controlOf(progress)
    await opening.secureControl(context, control)
    if (injectedLine(context) !== '')
      progress.injected = await surplusReply(control)
    if (habits.mode === 'implicit' && habits.implicitGreeting === 'inside-tls')
      return { code: await opening.greeting(control) }
    return {}
  },
  recover: async progress => {
    if (progress.clear) return true
    const { handshakeFailed, mode } = context.habits
    if (handshakeFailed !== 'clear' || mode === 'implicit') return false
    if (await securedAgain(context, progress)) return true
    progress.clear = true
    if (progress.control?.alive !== true) await connectAgain(context, progress)
    return true
  },
})

const login = (context: Context): Planned => ({
  step: 'login',
  label: 'login',
  run: async progress => {
    const control = controlOf(progress)
    const code = await opening.login(context, control)
    const { afterLogin, ifAnnounced } = context.habits
    await opening.remarks(control, afterLogin, ifAnnounced)
    await opening.lowerLevel(context, control)
    return { code }
  },
  recover: () => Promise.resolve(context.habits.loginRefused === 'unnoticed'),
})

const protect = (context: Context): Planned => ({
  step: 'protect',
  label: `PROT ${context.habits.level}`,
  run: async progress => {
    if (progress.clear) throw noTls
    return { code: await opening.protect(context, controlOf(progress)) }
  },
  recover: progress =>
    Promise.resolve(
      progress.clear ||
        context.habits.protectRefused === 'clear' ||
        (context.habits.protectRefused === 'clear-below-p' &&
          context.habits.level !== 'P'),
    ),
})

const sessionOf = (progress: Progress): Session => ({
  context: progress.context,
  control: controlOf(progress),
  injected: progress.injected,
  uploads: progress.uploads,
})

const conversation = (context: Context): Planned[] =>
  (context.request.conversation.steps ?? [{ do: 'list' as const }]).map(
    step => ({
      step: step.do,
      label: labelOf(step),
      run: async progress => {
        if (context.habits.dataSession === 'other-login' && !progress.clear)
          progress.other ??= await opening.otherLogin(context)
        const session = sessionOf(progress)
        const { beforeSteps = [], cccFirst = false } = context.habits
        if (!progress.prepared && !(cccFirst && step.do === 'ccc')) {
          await opening.remarks(session.control, beforeSteps)
          await announce(context, session.control)
          progress.prepared = true
        }
        try {
          return await runStep(session, step)
        } finally {
          progress.uploads = session.uploads
        }
      },
      recover: () => Promise.resolve(true),
    }),
  )

const turn = (): Promise<void> => new Promise(done => setImmediate(done))

/** A server in this process reads our last words before it is stopped. */
const lastWordsRead = async (): Promise<void> => {
  for (let turns = 0; turns < 3; turns += 1) await turn()
}

const quit = (context: Context): Planned => ({
  step: 'quit',
  label: 'QUIT',
  run: async progress => {
    const control = controlOf(progress)
    for (const each of [progress.other, control])
      if (each?.alive === true) {
        const asked = each.ask('QUIT')
        // before the server can have read it: its close_notify comes together
        // with its reply
        if (context.habits.silentBehindQuit === true)
          setImmediate(() => each.link.mute())
        const { code, text } = await asked
        each.link.end()
        await each.link.settle()
        await lastWordsRead()
        if (code >= 300)
          throw new Halt({ phase: 'quit', code, why: `${code} ${text}` })
        if (each === control) return { code }
      }
    return {}
  },
})

export const planOf = (context: Context): Planned[] => {
  const { mode, protect: when } = context.habits
  const before = when === 'before-auth' ? [protect(context)] : []
  const secured =
    mode === 'clear'
      ? []
      : mode === 'explicit'
        ? [...before, auth(context), controlTls(context)]
        : [controlTls(context)]
  const sends =
    mode !== 'clear' &&
    !(mode === 'implicit' && context.habits.implicitProt === 'not-sent')
  const behind =
    mode === 'implicit' && context.habits.implicitProt === 'behind-login'
  const early = sends && when === 'before-login' && !behind
  const late =
    sends && (behind || when === 'after-login' || when === 'prot-without-pbsz')
  return [
    connect(context),
    ...secured,
    ...(early ? [protect(context)] : []),
    login(context),
    ...(late ? [protect(context)] : []),
    ...conversation(context),
    quit(context),
  ]
}
