/** `drive`: one session of a client of ours with a server of somebody's. */
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startClock } from '../../clock.js'
import { InteropError, type ExitCode } from '../../errors.js'
import type {
  CertificateStore,
  ClientProfile,
  ClientResult,
  Clock,
  Contents,
  Conversation,
  Deadlines,
  Event,
  OptionValues,
  Point,
  Vantage,
} from '../../model.js'
import { printable, redactText } from '../../redact.js'
import { startRelay, type Relay } from '../../relay.js'
import { Desk, type DeskTools } from '../desk.js'
import { isFault, type DeskPeer } from '../judged.js'
import { isLoopbackAddress } from '../peers.js'
import { withoutContents } from './conversation.js'
import type { Credentials } from './credentials.js'
import type { Target } from './target.js'

export interface DriveAsked {
  readonly client: ClientProfile
  readonly version: string
  readonly options: OptionValues
  readonly target: Target
  readonly credentials: Credentials
  readonly conversation: Conversation
  readonly point: Point
  readonly contents: Contents
  /** a program that verifies the name that it dials must dial the name */
  readonly byName: boolean
  readonly certificates: CertificateStore
  readonly server: DeskPeer
  readonly dataPorts: readonly number[]
  readonly deadlines: Deadlines
  readonly out: string
  readonly quiet: boolean
}

const resolved = async (host: string): Promise<string> => {
  if (isIP(host) !== 0) return host
  try {
    return (await lookup(host, { family: 4 })).address
  } catch (cause) {
    throw new InteropError('FI_USAGE', {
      message: `there is no host ${host} (${(cause as NodeJS.ErrnoException).code ?? 'error'})`,
      hint: 'give the name or the IPv4 address of the server',
      cause,
    })
  }
}

/** The address of ours that the server will see; no packet is sent. */
const ourAddress = async (host: string, port: number): Promise<string> => {
  if (isLoopbackAddress(host)) return host.includes(':') ? '::1' : '127.0.0.1'
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.connect(port === 0 ? 21 : port, host, resolve)
    })
    return socket.address().address
  } catch (cause) {
    throw new InteropError('FI_USAGE', {
      message: `no route leads to ${host}`,
      hint: 'look at the network of this host',
      cause,
    })
  } finally {
    socket.close()
  }
}

/** A program that has no tap of ours is watched where that is possible. */
const relayFor = async (
  { client, dataPorts, target }: DriveAsked,
  host: string,
  clock: Clock,
): Promise<Relay | null> => {
  if (client.kind === 'emulated') return null
  const here = isLoopbackAddress(host) && !host.includes(':')
  if (!here && dataPorts.length === 0) return null
  return startRelay({
    // beside the server, so that data connections find it by the same address
    listenAddress: dataPorts.length > 0 ? '127.0.0.2' : host,
    target: { host, port: target.port },
    dataPorts,
    dialect: target.protocol,
    now: clock.now,
  })
}

const seenFrom = (client: ClientProfile, relay: Relay | null): string =>
  client.kind === 'emulated'
    ? 'its own wire'
    : relay === null
      ? 'its log only: it dials the server itself (--data-ports FROM-TO puts a relay between)'
      : 'its log, and a relay on the control connection'

const words = ({ role, body }: Event): string | null =>
  body.kind === 'command'
    ? `${role} > ${body.verb} ${body.argument}`
    : body.kind === 'reply'
      ? `${role} < ${body.code}`
      : null

/** What a log and a relay both tell of the dialogue is shown once. */
const toldOnce = (events: readonly Event[]): Event[] => {
  const counts = new Map<string, Map<Vantage, number>>()
  return events.filter(event => {
    const key = words(event)
    if (key === null) return true
    const byVantage = counts.get(key) ?? new Map<Vantage, number>()
    counts.set(key, byVantage)
    const before = Math.max(0, ...byVantage.values())
    const mine = (byVantage.get(event.from) ?? 0) + 1
    byVantage.set(event.from, mine)
    return mine > before
  })
}

interface Ran {
  readonly result: ClientResult | null
  readonly relay: Relay | null
  readonly ms: number
}

const run = async (
  asked: DriveAsked,
  host: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Ran> => {
  const { client, credentials, target } = asked
  const clock = startClock()
  const relay = await relayFor(asked, host, clock)
  say(`seen from ${seenFrom(client, relay)}`)
  const parent = await mkdtemp(join(tmpdir(), 'ftps-interop-'))
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  signal.addEventListener('abort', abort, { once: true })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>(resolve => {
    timer = setTimeout(() => {
      resolve(null)
      abort()
    }, asked.deadlines.cellMs)
  })
  try {
    const work = client.run({
      host: relay?.host ?? (asked.byName ? target.host : host),
      port: relay?.port ?? target.port,
      ...credentials,
      uploadDirectory: '',
      conversation: asked.conversation,
      options: asked.options,
      version: asked.version,
      localAddress: await ourAddress(relay?.host ?? host, target.port),
      certificates: asked.certificates,
      contents: asked.contents,
      token: randomBytes(6).toString('hex'),
      clock,
      deadlines: asked.deadlines,
      signal: stop.signal,
      directory: () => Promise.resolve(parent),
    })
    const result = await Promise.race([work, late])
    if (result?.keylog !== undefined) relay?.keylog(result.keylog)
    return { result, relay, ms: clock.now() }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    await relay?.stop()
    await rm(parent, { recursive: true, force: true })
  }
}

const logTail = (log: string): string[] => {
  const lines = printable(redactText(log)).trimEnd().split('\n').slice(-15)
  return log.trim() === ''
    ? []
    : ['the last lines of its log:', ...lines.map(l => `  ${l}`)]
}

export const drive = async (
  asked: DriveAsked,
  tools: DeskTools,
): Promise<ExitCode> => {
  const { client, target, deadlines } = asked
  const host = await resolved(target.host)
  const desk = new Desk({ ...tools, out: asked.out, quiet: asked.quiet })
  desk.say(
    `${client.product} ${asked.version} (${client.kind}) to ${target.host}:${target.port}${host === target.host ? '' : ` (${host})`}`,
  )
  try {
    const { result, relay, ms } = await run(asked, host, tools.signal, line =>
      desk.say(`${line}\n`),
    )
    const late = {
      step: 'connect' as const,
      label: 'session',
      ok: false,
      at: 0,
      ms: deadlines.cellMs,
      why: `the client did not end within ${deadlines.cellMs} ms and was stopped`,
    }
    const events = [...(result?.events ?? []), ...(relay?.events() ?? [])].sort(
      (a, b) => a.at - b.at,
    )
    for (const event of toldOnce(events)) desk.show(1, event)
    const judged = desk.ended({
      kind: 'drive',
      number: 1,
      point: asked.point,
      server: asked.server,
      client: {
        profile: client,
        name: client.id,
        version: result?.version ?? asked.version,
        backend: client.kind === 'real' ? 'real' : 'embedded',
        options: asked.options,
      },
      events,
      steps: (result?.steps ?? [late]).map(step =>
        withoutContents(step, asked.contents),
      ),
      context: {
        clientClaims: result?.claims ?? null,
        intended: asked.conversation,
      },
      durationMs: ms,
      ...(result === null || result.log === ''
        ? {}
        : { clientLog: redactText(result.log) }),
    })
    if (isFault(judged) && judged.findings.length === 0)
      for (const line of logTail(result?.log ?? '')) desk.say(line)
    for (const line of ['', ...desk.summary()]) desk.say(line)
    return isFault(judged) ? 1 : 0
  } finally {
    desk.close()
  }
}
