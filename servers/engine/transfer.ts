/**
 * One transfer over one data connection: wait for it, 150, TLS, the session
 * check, the bytes, the end, the final reply. Which order and which checks is
 * configuration.
 */
import type { Socket } from 'node:net'
import type { Channel } from './channel.js'
import { tlsFailure, type TlsFailure } from './failure.js'
import type { ReplyText, Situation } from './replies.js'
import type { SecureStream } from './secure-stream.js'
import type { Session } from './session.js'

export type Outcome = 'done' | 'broken' | 'timeout'

export interface Transfer {
  /** 150, with the values for its text */
  readonly start: readonly [Situation, ...string[]]
  readonly done: Situation
  readonly broken: Situation
  /** moves the bytes and ends the connection */
  move(channel: Channel): Promise<Outcome>
}

export const transfer = async (
  session: Session,
  plan: Transfer,
): Promise<void> => {
  const { state } = session
  state.busy = true
  state.aborted = false
  try {
    const channel = await connected(session)
    if (channel !== null) await carry(session, channel, plan)
  } finally {
    state.data?.destroy()
    state.data = null
    state.busy = false
    state.restart = 0
  }
}

/** Before anything is opened; true: refused and answered. */
export const refusedBefore = (session: Session): boolean => {
  const { state, config } = session
  const refusal = ((): Situation | null => {
    if (state.door === null) return 'no-data-port'
    const { required } = config.protect
    const needed = state.anonymous ? required.anonymous : required.local
    const clear = !protectsData(session)
    return config.tls !== null && needed && clear ? 'data-needs-tls' : null
  })()
  if (refusal !== null) session.say(refusal)
  return refusal !== null
}

const protectsData = ({ state, secure }: Session): boolean =>
  state.protection === 'P' && (secure || state.cleared)

const connected = async (session: Session): Promise<Channel | null> => {
  const { state, config } = session
  const { door } = state
  state.door = null
  if (door === null) return null
  const passive = door.mode === 'passive'
  const ms = passive ? config.timeouts.accept : config.timeouts.connect
  // a client that leaves meanwhile must not leave the port open behind it
  const control = session.channel.raw
  const shut = (): void => door.close()
  control.once('close', shut)
  const socket = await door.open(ms)
  control.off('close', shut)
  if (session.isClosed()) return null
  if (typeof socket === 'string') {
    door.close()
    if (socket === 'timeout') session.story.timeout('data connection', ms)
    session.say('data-failed')
    return null
  }
  if (socket.remoteAddress !== session.address && !config.data.promiscuous) {
    socket.destroy()
    session.say('data-wrong-peer')
    return null
  }
  for (const hook of config.hooks)
    if (hook.dataOpen?.(socket, session) === true) return null
  return state.data
}

const carry = async (
  session: Session,
  channel: Channel,
  plan: Transfer,
): Promise<void> => {
  const { data } = session.config
  const early = data.handshake === 'before-150'
  if (early && !(await protect(session, channel))) return
  session.say(...plan.start)
  if (!early && !(await protect(session, channel))) return
  const outcome = await plan.move(channel)
  if (session.isClosed()) return
  if (session.state.aborted) return session.say('aborted-transfer')
  if (outcome === 'timeout') {
    session.story.timeout('data', session.config.timeouts.data)
    session.say('data-timeout')
    return session.exit()
  }
  session.say(outcome === 'done' ? plan.done : plan.broken)
}

/** TLS on the data connection when it is due; false: refused and answered. */
const protect = async (
  session: Session,
  channel: Channel,
): Promise<boolean> => {
  if (!protectsData(session)) return true
  const socket = await handshake(session, channel)
  if (session.isClosed()) return false
  if ('reason' in socket) {
    channel.destroy()
    if (session.config.data.handshakeFailureKills)
      session.tlsFailed(socket, 'data')
    else session.say('data-tls-failed')
    return false
  }
  const refusal = refusedAfterHandshake(session, socket)
  if (refusal === null) return true
  // the client has to close first, as at the end of a transfer
  await ended(session, channel)
  if (session.isClosed()) return false
  if (typeof refusal === 'string') session.say(refusal)
  else session.sendText(null, refusal)
  return false
}

const handshake = (
  session: Session,
  channel: Channel,
): Promise<SecureStream | TlsFailure> =>
  new Promise(resolve => {
    const ms = session.config.timeouts.data
    channel.raw.setTimeout(ms, () => channel.destroy())
    channel.startTls({
      ...session.server.tlsStart(session.scope()),
      onSecure: resolve,
      onFailed: resolve,
    })
    if (channel.raw.destroyed) resolve(tlsFailure(new Error('closed')))
    channel.raw.resume()
  })

const refusedAfterHandshake = (
  session: Session,
  socket: SecureStream,
): Situation | ReplyText | null => {
  const { config } = session
  for (const hook of config.hooks) {
    const refusal = hook.dataTls?.(socket, session)
    if (refusal !== undefined) return refusal
  }
  if (config.data.reuseRequired && !socket.isSessionReused())
    return 'data-not-reused'
  if (config.tls?.clientCertificate.sameOnData !== true) return null
  const onControl = fingerprint(session.channel.tls)
  return onControl !== undefined && fingerprint(socket) !== onControl
    ? 'data-certificate-differs'
    : null
}

const fingerprint = (socket: SecureStream | null): string | undefined =>
  socket?.getPeerX509Certificate()?.fingerprint256

/**
 * Ends our side and, where the product waits for it, sees the client's end.
 * False when the data timeout passed first.
 */
const ended = (session: Session, channel: Channel): Promise<boolean> =>
  new Promise(resolve => {
    const { config } = session
    const { raw, stream } = channel
    const settle = (inTime: boolean): void => {
      raw.setTimeout(0)
      resolve(inTime)
    }
    const wait = config.data.awaitClose && channel.secure
    raw.once('close', () => settle(true))
    if (raw.destroyed) return settle(true)
    if (wait) stream.once('end', () => settle(true))
    else stream.once('finish', () => settle(true))
    stream.resume()
    channel.end(config.closeNotify.data, config.timeouts.data, () =>
      settle(false),
    )
  })

/** Server to client: a file or a listing. */
export const send = async (
  session: Session,
  channel: Channel,
  bytes: Buffer,
): Promise<Outcome> => {
  const written = await pump(channel.stream, bytes, session)
  channel.count('server', written.bytes)
  if (written.outcome !== 'done') return written.outcome
  if (!(await ended(session, channel))) return 'timeout'
  const { strictWrite } = session.config.data
  if (!strictWrite || !channel.secure) return 'done'
  return channel.peerSaidClose ? 'done' : 'broken'
}

const chunkBytes = 64 * 1024

const pump = (
  stream: Socket | SecureStream,
  bytes: Buffer,
  session: Session,
): Promise<{ readonly outcome: Outcome; readonly bytes: number }> =>
  new Promise(resolve => {
    let at = 0
    const settle = (outcome: Outcome): void => resolve({ outcome, bytes: at })
    stream.setTimeout(session.config.timeouts.data, () => settle('timeout'))
    stream.once('close', () => settle('broken'))
    stream.once('error', () => settle('broken'))
    stream.resume()
    const next = (): void => {
      while (at < bytes.length) {
        if (stream.destroyed) return settle('broken')
        const chunk = bytes.subarray(at, at + chunkBytes)
        at += chunk.length
        if (!stream.write(chunk) && at < bytes.length) {
          stream.once('drain', next)
          return
        }
      }
      stream.write('', error => settle(error ? 'broken' : 'done'))
    }
    next()
  })

/** Client to server. */
export const receive = async (
  session: Session,
  channel: Channel,
  sink: (chunk: Buffer) => void,
): Promise<Outcome> => {
  const { data, closeNotify } = session.config
  const got = await drain(session, channel, sink)
  channel.count('client', got.bytes)
  if (got.outcome === 'timeout') return 'timeout'
  const reset = channel.wasReset
  const cut = channel.secure && !channel.peerSaidClose
  channel.end(closeNotify.data)
  if (reset) return data.resetIs === 'failure' ? 'broken' : 'done'
  return data.strictRead && cut ? 'broken' : 'done'
}

const drain = (
  session: Session,
  channel: Channel,
  sink: (chunk: Buffer) => void,
): Promise<{ readonly outcome: Outcome; readonly bytes: number }> =>
  new Promise(resolve => {
    const { stream, raw } = channel
    let bytes = 0
    const settle = (outcome: Outcome): void => resolve({ outcome, bytes })
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      sink(chunk)
    })
    stream.once('end', () => settle('done'))
    stream.once('error', () => settle('done'))
    raw.once('close', () => settle('done'))
    raw.setTimeout(session.config.timeouts.data, () => settle('timeout'))
    if (raw.destroyed) settle('done')
    raw.resume()
  })
