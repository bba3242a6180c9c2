/**
 * A data connection from PASV, EPSV, PORT or EPRT to TLS: agreed before the
 * transfer command, secured after it (vsftpd shakes hands behind its 150).
 */
import {
  eprtArgument,
  parseEpsv,
  parsePasv,
  portArgument,
  type Endpoint,
} from './addresses.js'
import type { Context } from './context.js'
import type { Control } from './control.js'
import { acceptedLink, dial, listen } from './dial.js'
import { Halt, inPhase } from './halt.js'
import type { Link } from './link.js'
import type { ParsedReply } from '../../wire/dialogue.js'

export interface DataChannel {
  readonly ordinal: number
  /** at once in passive mode, when the server dials in active mode */
  readonly link: Promise<Link>
  /** gives up: closes what is open and listens no more */
  destroy(): void
}

const positive = (
  reply: ParsedReply,
  verb: string,
  phase: 'passive' | 'active',
): ParsedReply => {
  if (reply.code < 200 || reply.code > 299)
    throw new Halt({
      phase,
      code: reply.code,
      why: `${verb} refused: ${reply.code} ${reply.text}`,
    })
  return reply
}

const refusedMode = (error: unknown, phase: 'passive' | 'active'): boolean =>
  error instanceof Halt && error.phase === phase && error.code !== undefined

const malformed = (verb: string, { code, text }: ParsedReply): Halt =>
  new Halt({
    phase: 'passive',
    code,
    why: `${verb} answered without an address: ${text}`,
  })

const enterPasv = async (
  context: Context,
  control: Control,
): Promise<Endpoint> => {
  const { announced: ahead } = control
  control.announced = null
  if (ahead !== null) return ahead
  const reply = positive(await control.ask('PASV'), 'PASV', 'passive')
  const announced = parsePasv(reply.text)
  if (announced === null) throw malformed('PASV', reply)
  const peer = context.request.host
  return context.habits.passiveAddress === 'peer'
    ? { host: peer, port: announced.port }
    : announced
}

/** PASV before anything is transferred; a refusal is for the transfer. */
export const announce = async (
  context: Context,
  control: Control,
): Promise<void> => {
  if (context.habits.pasvAhead !== true || context.habits.data !== 'pasv')
    return
  try {
    control.announced = await enterPasv(context, control)
  } catch (error) {
    if (!refusedMode(error, 'passive')) throw error
    control.passiveRefused = true
  }
}

const enterEpsv = async (
  context: Context,
  control: Control,
): Promise<Endpoint> => {
  const reply = await control.ask('EPSV')
  const refused = reply.code < 200 || reply.code > 299
  const port = refused ? null : parseEpsv(reply.text)
  if (port !== null) return { host: context.request.host, port }
  if (context.habits.epsvFallsBack) return await enterPasv(context, control)
  if (refused) positive(reply, 'EPSV', 'passive')
  throw malformed('EPSV', reply)
}

const openPassive = async (
  context: Context,
  control: Control,
): Promise<DataChannel> => {
  const { data } = context.habits
  const enter = data === 'epsv' ? enterEpsv : enterPasv
  const to = await enter(context, control)
  const ordinal = context.recorder.next('data')
  const link = await dial(context, 'data', ordinal, to, control.link.ordinal)
  return {
    ordinal,
    link: Promise.resolve(link),
    destroy: () => link.destroy(),
  }
}

const openActive = async (
  context: Context,
  control: Control,
): Promise<DataChannel> => {
  const { localAddress, host } = context.request
  const ear = await listen(localAddress, host)
  const extended = context.habits.data === 'eprt'
  const verb = extended ? 'EPRT' : 'PORT'
  const argument = extended ? eprtArgument(ear.at) : portArgument(ear.at)
  try {
    positive(await control.ask(verb, argument), verb, 'active')
  } catch (error) {
    ear.close()
    throw error
  }
  const ordinal = context.recorder.next('data')
  let opened: Link | undefined
  const link = ear.accepted.then(socket => {
    opened = acceptedLink(context, ordinal, socket, control.link.ordinal)
    return opened
  })
  const destroy = () => {
    ear.close()
    opened?.destroy()
  }
  return { ordinal, link, destroy }
}

export const openData = async (
  context: Context,
  control: Control,
): Promise<DataChannel> => {
  const { data, modeFallsBack } = context.habits
  const passive =
    (data === 'pasv' || data === 'epsv') && !control.passiveRefused
  const [first, other] = passive
    ? [openPassive, openActive]
    : [openActive, openPassive]
  try {
    return await first(context, control)
  } catch (error) {
    const falls = passive
      ? modeFallsBack !== undefined && refusedMode(error, 'passive')
      : modeFallsBack === 'both-ways' && refusedMode(error, 'active')
    if (!falls) throw error
    return await other(context, control)
  }
}

export interface DataUse {
  readonly direction: 'upload' | 'download'
}

/** What makes this client close a data connection without a word of TLS. */
const ownRefusal = (
  { habits }: Context,
  sessionless: boolean,
): string | null => {
  if (habits.needsSession === true && sessionless)
    return 'the client has no TLS session to resume'
  return null
}

/** Until the server gives up, or the deadline: then nothing more is said. */
const waitInVain = async (context: Context, link: Link): Promise<never> => {
  link.stream.resume()
  try {
    await context.patience.wait('end of the transfer', link.closed)
  } catch (error) {
    link.destroy()
    throw inPhase(error, 'data-tls', link.ordinal)
  }
  throw new Halt({
    phase: 'data-tls',
    data: link.ordinal,
    why: 'the client does not start TLS on a connection that it accepted',
  })
}

/** TLS over the data connection, when the level in force and habit ask it. */
export const secureData = async (
  context: Context,
  control: Control,
  link: Link,
  { direction }: DataUse,
): Promise<void> => {
  const { habits, terms, shelf } = context
  const unasked =
    habits.mode === 'implicit' && habits.implicitProt === 'not-sent'
  if (control.level !== 'P' && !unasked) return
  if (!habits.dataTls) {
    link.clearByHabit = true
    return
  }
  if (habits.activeTls === 'not-started' && link.dialled === 'server')
    return await waitInVain(context, link)
  const version = control.link.secured?.version ?? null
  const session = shelf.offer(version)
  const own = ownRefusal(context, session === null)
  if (own !== null) {
    link.destroy()
    throw new Halt({ phase: 'data-tls', data: link.ordinal, why: own })
  }
  const deaf = direction === 'upload' && !habits.readToEnd
  let resumed = false
  const unproved: Parameters<typeof shelf.learnFromData>[0][] = []
  try {
    const secured = await context.patience.wait(
      'answer to the data handshake',
      link.secure(terms.data ?? terms, {
        session,
        behindFin: habits.closeNotifyBehindFin,
        gated: deaf || !habits.closeNotify,
        deaf,
        onSession: session => {
          if (direction === 'upload' && habits.uploadTickets === 'lost') return
          if (resumed) shelf.learnFromData(session)
          else unproved.push(session)
        },
      }),
    )
    resumed = secured.resumed
  } catch (error) {
    throw inPhase(error, 'data-tls', link.ordinal)
  }
  if (resumed) for (const session of unproved) shelf.learnFromData(session)
  else if (habits.requireResumption)
    throw new Halt({
      phase: 'data-tls',
      data: link.ordinal,
      why: 'the server did not resume the session of the control connection',
    })
}
