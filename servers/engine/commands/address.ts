/**
 * PASV, EPSV, PORT, EPRT: where the next data connection is. An address that
 * is not the client's own is refused whatever the configuration says: an
 * emulator never dials a third host (DESIGN section 7).
 */
import { isIP, type Socket } from 'node:net'
import { Channel } from '../channel.js'
import type { Handlers } from '../dispatch.js'
import { activeDoor, passiveDoor, type PassiveDoor } from '../door.js'
import type { Session } from '../session.js'

export const addressCommands: Handlers = {
  PASV: async session => {
    const { data } = session.config
    if (!data.passive || stopped(session, 'PASV'))
      return session.say('permission-denied')
    if (data.passiveFailure !== undefined)
      return session.die(data.passiveFailure)
    const door = await openPassive(session)
    if (door === null) return
    const octets = passiveAddress(session).replaceAll('.', ',')
    const { port } = door
    session.say('pasv-ok', `${octets},${port >> 8},${port & 255}`)
  },

  EPSV: async (session, argument) => {
    if (!session.config.data.passive) return session.say('permission-denied')
    const word = argument.trim().toUpperCase()
    if (word === 'ALL') {
      session.state.epsvAll = true
      return session.say('epsv-all')
    }
    if (word !== '' && word !== '1') return session.say('epsv-protocol')
    const door = await openPassive(session)
    if (door !== null) session.say('epsv-ok', String(door.port))
  },

  PORT: (session, argument) => {
    if (!session.config.data.active || stopped(session, 'PORT'))
      return session.say('permission-denied')
    const target = portTarget(argument)
    if (target === null || !allowed(session, target))
      return session.say('port-illegal')
    openActive(session, target)
    session.say('port-ok')
  },

  EPRT: (session, argument) => {
    if (!session.config.data.active || stopped(session, 'EPRT'))
      return session.say('permission-denied')
    const target = eprtTarget(argument)
    if (typeof target === 'string') return session.say(target)
    if (!allowed(session, target)) return session.say('eprt-illegal')
    openActive(session, target)
    session.say('eprt-ok')
  },
}

const stopped = (session: Session, verb: string): boolean =>
  session.state.epsvAll && session.config.data.epsvAllStops.includes(verb)

interface Target {
  readonly host: string
  readonly port: number
}

const passiveAddress = (session: Session): string => {
  for (const hook of session.config.hooks) {
    const other = hook.pasv?.(session)
    if (other !== undefined) return other
  }
  return session.config.data.passiveAddress ?? session.localAddress
}

const openPassive = async (session: Session): Promise<PassiveDoor | null> => {
  discard(session)
  const host = session.localAddress
  const door = await passiveDoor(
    host,
    socket => opened(session, socket, 'passive'),
    session.server.dataPorts,
  )
  if (session.isClosed()) {
    door.close()
    return null
  }
  session.state.door = door
  return door
}

const openActive = (session: Session, target: Target): void => {
  discard(session)
  session.state.door = activeDoor(target, session.localAddress, socket =>
    opened(session, socket, 'active'),
  )
}

/** a new address makes the one before it void */
const discard = (session: Session): void => {
  session.state.door?.close()
  session.state.door = null
  session.state.data?.destroy()
  session.state.data = null
}

const opened = (
  session: Session,
  socket: Socket,
  mode: 'passive' | 'active',
): void => {
  const emit = session.observed.data()
  const { remotePort, localPort } = socket
  emit({
    kind: 'open',
    dialled: mode === 'passive' ? 'client' : 'server',
    mode,
    ...(remotePort === undefined ? {} : { clientPort: remotePort }),
    ...(localPort === undefined ? {} : { serverPort: localPort }),
    control: session.observed.ordinal,
  })
  session.state.data = new Channel(socket, emit)
}

const allowed = (session: Session, target: Target): boolean =>
  target.host === session.address &&
  target.port >= session.config.data.lowestActivePort

/** RFC 959: six numbers */
const portTarget = (argument: string): Target | null => {
  const numbers = argument.trim().split(',')
  if (numbers.length !== 6 || !numbers.every(n => /^\d{1,3}$/.test(n)))
    return null
  const [a = 0, b = 0, c = 0, d = 0, high = 0, low = 0] = numbers.map(Number)
  if ([a, b, c, d, high, low].some(n => n > 255)) return null
  return { host: `${a}.${b}.${c}.${d}`, port: high * 256 + low }
}

/** RFC 2428 section 2: |1|132.235.1.2|6275| */
const eprtTarget = (
  argument: string,
): Target | 'eprt-bad' | 'eprt-protocol' => {
  const text = argument.trim()
  const delimiter = text.charAt(0)
  const [, protocol, host = '', port = ''] = text.split(delimiter || '|')
  if (protocol === undefined || !/^\d{1,5}$/.test(port)) return 'eprt-bad'
  if (protocol !== '1' && protocol !== '2') return 'eprt-protocol'
  if (isIP(host) === 0) return 'eprt-bad'
  return { host, port: Number(port) }
}
