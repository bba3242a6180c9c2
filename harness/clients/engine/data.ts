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
  const reply = positive(await control.ask('PASV'), 'PASV', 'passive')
  const announced = parsePasv(reply.text)
  if (announced === null) throw malformed('PASV', reply)
  const peer = context.request.host
  return context.habits.passiveAddress === 'peer'
    ? { host: peer, port: announced.port }
    : announced
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
  const enter = context.habits.data === 'epsv' ? enterEpsv : enterPasv
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
  const ear = await listen(context.request.localAddress)
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

export const openData = (
  context: Context,
  control: Control,
): Promise<DataChannel> =>
  context.habits.data === 'pasv' || context.habits.data === 'epsv'
    ? openPassive(context, control)
    : openActive(context, control)

export interface DataUse {
  readonly direction: 'upload' | 'download'
}

/** TLS over the data connection, when the level in force and habit ask it. */
export const secureData = async (
  context: Context,
  control: Control,
  link: Link,
  { direction }: DataUse,
): Promise<void> => {
  const { habits, terms, shelf } = context
  if (control.level !== 'P') return
  if (!habits.dataTls) {
    link.clearByHabit = true
    return
  }
  const version = control.link.secured?.version ?? null
  const deaf = direction === 'upload' && !habits.readToEnd
  let resumed = false
  const unproved: Parameters<typeof shelf.learnFromData>[0][] = []
  try {
    const secured = await context.patience.wait(
      'answer to the data handshake',
      link.secure(terms, {
        session: shelf.offer(version),
        gated: deaf || !habits.closeNotify,
        deaf,
        onSession: session => {
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
