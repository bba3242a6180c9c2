/**
 * From TCP to a protected login: connect, AUTH, handshake, USER, PBSZ, PROT.
 * Each function is one step; what goes wrong is thrown as a Halt.
 */
import type { Context } from './context.js'
import { Control } from './control.js'
import { dial } from './dial.js'
import { Halt, inPhase } from './halt.js'
import { SessionShelf } from './sessions.js'
import type { Traits } from './traits.js'

const positive = (code: number): boolean => code >= 200 && code < 300

const refused = (
  phase: 'greeting' | 'auth' | 'login' | 'protect',
  verb: string,
  { code, text }: { readonly code: number; readonly text: string },
): Halt => new Halt({ phase, code, why: `${verb} refused: ${code} ${text}` })

/** TCP only. */
export const connect = async (
  context: Context,
  shelf: SessionShelf,
): Promise<Control> => {
  const { host, port } = context.request
  const ordinal = context.recorder.next('control')
  const link = await dial(context, 'control', ordinal, { host, port })
  return new Control(link, shelf, context.patience)
}

/** 120 may come before 220 (RFC 959 5.4). */
export const greeting = async (control: Control): Promise<number> => {
  try {
    let reply = await control.reply('the connection (greeting)')
    while (reply.code < 200)
      reply = await control.reply('the connection (greeting)')
    if (positive(reply.code)) return reply.code
    throw refused('greeting', 'connection', reply)
  } catch (error) {
    throw inPhase(error, 'greeting')
  }
}

/** Sent for their own sake: a refusal does not stop any client. */
export const remarks = async (
  control: Control,
  lines: readonly string[],
  ifAnnounced: Traits['ifAnnounced'] = {},
): Promise<void> => {
  for (const line of lines) {
    const [verb = '', ...words] = line.split(' ')
    if (ifAnnounced[line]?.test(control.features) === false) continue
    const reply = await control.ask(verb, words.join(' '))
    if (verb === 'FEAT' && positive(reply.code)) control.features = reply.text
    if (verb === 'TYPE' && positive(reply.code)) {
      const type = words[0]?.toUpperCase() === 'I' ? 'I' : 'A'
      control.typeTimes = control.type === type ? control.typeTimes + 1 : 1
      control.type = type
    }
  }
}

/** What 334 asks for is ADAT (RFC 2228 3): nobody here has a ticket. */
const startsTls = (mechanism: string): boolean =>
  /^(?:TLS|SSL)\b/.test(mechanism)

/** Resolves with the reply's code once a mechanism was accepted. */
export const authenticate = async (
  { habits }: Context,
  control: Control,
  behind: string,
): Promise<number> => {
  if (habits.localFault !== undefined)
    throw new Halt({ phase: 'auth', why: habits.localFault })
  let last: Halt | undefined
  for (const mechanism of habits.auth) {
    const reply = await control.askToSwitch(mechanism, behind)
    // 334 is RFC 2228's, and seen of old servers; 234 is RFC 4217's
    if (positive(reply.code)) return reply.code
    if (reply.code === 334 && startsTls(mechanism)) return reply.code
    control.goOn()
    last =
      reply.code === 334
        ? new Halt({ phase: 'auth', why: `no ticket for ${mechanism}` })
        : refused('auth', `AUTH ${mechanism}`, reply)
    if (habits.stopAuthOn.includes(reply.code)) break
  }
  throw last ?? new Halt({ phase: 'auth', why: 'no mechanism to try' })
}

/** Everything from here on goes through TLS. */
export const secureControl = async (
  context: Context,
  control: Control,
): Promise<void> => {
  const rest = control.detach()
  try {
    await context.patience.wait(
      'answer to the control handshake',
      control.link.secure(context.terms, {
        session: null,
        rest,
        gated: context.gated || context.habits.silentBehindQuit === true,
        behindFin: context.habits.closeNotifyBehindFin,
        onSession: session => {
          const { longestTicket = Infinity } = context.habits
          if (control.link.ticketSeconds <= longestTicket)
            control.shelf.learnFromControl(session)
        },
      }),
    )
  } catch (error) {
    await control.link.lastWords()
    control.link.destroy()
    control.abandon('the TLS handshake failed')
    throw inPhase(error, 'control-tls')
  }
  control.attach()
  context.patience.renew()
}

export const login = async (
  { request }: Context,
  control: Control,
): Promise<number> => {
  const user = await control.ask('USER', request.user)
  if (positive(user.code)) return user.code
  if (user.code !== 331) throw refused('login', 'USER', user)
  const pass = await control.ask('PASS', request.password)
  if (positive(pass.code)) return pass.code
  throw refused('login', 'PASS', pass)
}

/** PBSZ is a formality in TLS (RFC 4217 9): only PROT's reply decides. */
export const protect = async (
  { habits }: Context,
  control: Control,
): Promise<number> => {
  const { lowersBehindLogin = false, pbszWithP = false } = habits
  const level = lowersBehindLogin ? 'P' : habits.level
  const bare = habits.protect === 'prot-without-pbsz'
  if (!bare && (level === 'P' || !pbszWithP)) await control.ask('PBSZ', '0')
  return await setLevel(control, level)
}

export const setLevel = async (
  control: Control,
  level: string,
): Promise<number> => {
  const reply = await control.ask('PROT', level)
  if (!positive(reply.code)) throw refused('protect', `PROT ${level}`, reply)
  control.level = level.toUpperCase() === 'P' ? 'P' : 'C'
  return reply.code
}

/** A level below P that this client asks for only once it is logged in. */
export const lowerLevel = async (
  { habits }: Context,
  control: Control,
): Promise<void> => {
  const { lowersBehindLogin = false, level, protectRefused } = habits
  if (!lowersBehindLogin || level === 'P' || control.level !== 'P') return
  try {
    await setLevel(control, level)
  } catch (error) {
    // refused, it stays with PROT P
    if (protectRefused !== 'clear' || !control.alive) throw error
  }
}

const openAnother = async (
  context: Context,
  control: Control,
): Promise<void> => {
  if (context.habits.mode === 'explicit') {
    control.attach()
    await greeting(control)
    await authenticate(context, control, '')
    await secureControl(context, control)
  } else {
    await secureControl(context, control)
    await greeting(control)
  }
  // TLS 1.3: the tickets have come by the time of a reply
  await login(context, control)
  context.shelf.borrow(control.shelf.newest())
}

/** A second login at the same server, for the session that it is given. */
export const otherLogin = async (context: Context): Promise<Control> => {
  const control = await connect(context, new SessionShelf('newest'))
  try {
    await openAnother(context, control)
    return control
  } catch (error) {
    control.link.destroy()
    throw error
  }
}
