/**
 * What the process backends of real servers have in common: one daemon per
 * distinct option set on loopback, each with passive ports of its own, a tree
 * of files that all of them show, and a log that is followed per client. A
 * product says how it is written down and started, in `Site`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { InteropError } from '../../harness/errors.js'
import type {
  Availability,
  Listener,
  ListenerSpec,
  ServerBackend,
  ServerInstance,
  StartRequest,
  StoredFile,
} from '../../harness/model.js'
import {
  createPortAllotment,
  type PortAllotment,
  type PortBlock,
  type PortPlan,
} from '../../harness/ports.js'
import { printable } from '../../harness/redact.js'
import { conditionOf } from './condition.js'
import { becomesReady, startDaemon, type Daemon } from './daemon.js'
import { createLogFollower, type LogFormat } from './log-follow.js'
import type { LogSource } from './log-tail.js'
import { findProgram } from './programs.js'
import { openTree, readStored, uploadDirectory } from './vsftpd-files.js'

export interface Place {
  /** exists, for the files of one daemon */
  readonly directory: string
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
}

export interface Written {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** takes what the daemon writes to its standard descriptors */
  readonly sayings: string
  /** called twice: to see it become ready, and to follow its clients */
  openLog(): LogSource & { close(): void }
  /** where the tree of files does not hold what clients bring */
  stored?(name: string): Promise<StoredFile | null>
  /** takes back what was made for this daemon, once it has ended */
  end?(): Promise<void>
}

/** One product on this host, with all that its daemons share. */
export interface Site {
  readonly version: string
  /** what clients see, on this host's disk */
  readonly tree: string
  readonly user: string
  readonly password: string
  write(spec: ListenerSpec, place: Place): Promise<Written>
  stop(): Promise<void>
}

export interface Product<Found extends { readonly version: string }> {
  readonly name: string
  readonly format: LogFormat
  /** what its log says of a connection that it took */
  readonly greets: RegExp
  /** it runs and can serve nobody: as if it had not started */
  readonly useless?: RegExp
  /** of what it said, what a reader needs to know of its failure */
  complaint?(said: string): string
  /** one thread serves all: what one cell does, another would feel */
  readonly oneAtATime?: boolean
  /** one to listen on, and those for data connections; default 25 */
  readonly ports?: number
  /** takes any port of the kernel's for data */
  readonly anyDataPort?: boolean
  /** what it says when another process has its port */
  readonly portTaken: RegExp
  available(): Promise<Availability>
  find(): Promise<Found | Extract<Availability, { ok: false }>>
  prepare(found: Found, request: StartRequest): Promise<Site>
}

/** One listening port and as many passive ports as cells may use at once. */
const portsPerDaemon = 25
/** No cell dials from it: it is used to see whether a daemon is ready. */
const readinessAddress = '127.254.254.254'
const readyWithinMs = 10_000
const portTries = 5
const host = '127.0.0.1'

/**
 * Only the first port of a block is listened on, so blocks keep clear of each
 * other by their size: larger ones have a range of their own.
 */
const portPlan = (size: number): PortPlan =>
  size <= portsPerDaemon ? { size } : { size, from: 4000, to: 9999 }

interface Shared {
  readonly product: Product<{ readonly version: string }>
  readonly site: Site
  readonly ports: PortAllotment
  readonly directory: string
  /** so that a daemon ends when we are killed */
  readonly setpriv: string | null
}

export const processBackend = <Found extends { readonly version: string }>(
  product: Product<Found>,
): ServerBackend => ({
  name: 'process',
  anyDataPort: product.anyDataPort === true,
  available: () => product.available(),
  start: async request => {
    const found = await product.find()
    if ('ok' in found)
      throw new InteropError('FI_MISSING_PROGRAM', {
        message: found.why,
        hint: found.hint,
      })
    const site = await product.prepare(found, request)
    return createInstance({
      product: { ...product, prepare: () => Promise.resolve(site) },
      site,
      ports: createPortAllotment(portPlan(product.ports ?? portsPerDaemon)),
      directory: request.directory,
      setpriv: await findProgram('setpriv'),
    })
  },
})

const createInstance = (shared: Shared): ServerInstance => {
  const { product, site } = shared
  const running = new Set<Promise<Listener>>()
  let count = 0
  const stopOne = async (started: Promise<Listener>): Promise<void> => {
    running.delete(started)
    await (await started.catch(() => null))?.stop()
  }
  return {
    listen: async spec => {
      count += 1
      const started = listen(shared, spec, `${product.name}-${count}`)
      running.add(started)
      const listener = await started
      return { ...listener, stop: () => stopOne(started) }
    },
    stop: async () => {
      await Promise.all([...running].map(stopOne))
      await site.stop()
      await openTree(site.tree).catch(() => undefined)
    },
  }
}

const optionsText = (spec: ListenerSpec): string =>
  Object.entries(spec.options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || '(none)'

const listen = async (
  shared: Shared,
  spec: ListenerSpec,
  name: string,
): Promise<Listener> => {
  const { product, site, ports } = shared
  if (spec.version !== site.version)
    throw new InteropError('FI_MISSING_PROGRAM', {
      message: `${product.name} ${spec.version} was asked for, this host has ${site.version}`,
      hint: 'leave the version out',
    })
  const directory = join(shared.directory, name)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (let tries = 1; ; tries += 1) {
    const block = await ports.take()
    const started = await run(shared, spec, directory, block)
    if ('daemon' in started) return toListener(shared, started)
    ports.release(block)
    if (product.portTaken.test(started.said) && tries < portTries) continue
    throw new InteropError('FI_SERVER_DIED', {
      message: `${product.name} cannot start: ${started.said || started.exit}`,
      hint: `look at its options: ${optionsText(spec)}`,
    })
  }
}

/**
 * The kernel forgets the signal for a parent's death in a process that changes
 * its user, which these daemons do: a shell that does not keeps watch.
 */
const guard = '"$@" & child=$!; trap \'kill "$child"\' TERM; wait "$child"'

interface Running {
  readonly daemon: Daemon
  readonly written: Written
  readonly block: PortBlock
}

const run = async (
  { product, site, ports, setpriv }: Shared,
  spec: ListenerSpec,
  directory: string,
  block: PortBlock,
): Promise<Running | { readonly said: string; readonly exit: string }> => {
  const written = await site.write(spec, {
    directory,
    address: host,
    port: block.first,
    dataPorts: block.data,
  })
  const dies =
    setpriv === null
      ? []
      : [setpriv, '--pdeathsig', 'TERM', '--', 'sh', '-c', guard, 'sh']
  const daemon = await startDaemon({
    command: [...dies, ...written.command],
    env: { PATH: process.env['PATH'] ?? '', ...written.env },
    sayings: written.sayings,
  })
  const log = written.openLog()
  let logged = ''
  const read = (): string => (logged = (logged + log.more()).slice(-65_536))
  const useless = (): boolean => product.useless?.test(logged) === true
  try {
    const ready = await becomesReady(daemon, {
      host,
      port: block.first,
      from: readinessAddress,
      confirmed: () => product.greets.test(read()) || useless(),
      timeoutMs: readyWithinMs,
    })
    if (ready && !useless()) return { daemon, written, block }
    await daemon.stop()
    await written.end?.()
    const said = `${await daemon.said()}\n${read().slice(0, 2000)}`.trim()
    const complaint = product.complaint?.(said) ?? said
    return { said: printable(complaint), exit: daemon.exit() ?? '' }
  } catch (error) {
    await daemon.stop()
    await written.end?.()
    ports.release(block)
    throw error
  } finally {
    log.close()
  }
}

const toListener = (
  { product, site, ports }: Shared,
  { daemon, written, block }: Running,
): Listener => {
  const source = written.openLog()
  const follower = createLogFollower(source, product.format)
  const condition = conditionOf(
    product.name,
    daemon,
    product.oneAtATime === true,
  )
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    follower.stop()
    await daemon.stop()
    await written.end?.()
    source.close()
    ports.release(block)
  }
  return {
    host,
    port: block.first,
    version: site.version,
    exclusive: product.oneAtATime === true,
    ...(product.anyDataPort === true
      ? {}
      : { relay: { dataPorts: block.data } }),
    user: site.user,
    password: site.password,
    uploadDirectory,
    observe: client => {
      const followed = follower.follow(client)
      return {
        events: async () => {
          const after = await condition.look(client.clock.now)
          return [...(await followed.settled()), ...after]
        },
        stored: name => written.stored?.(name) ?? readStored(site.tree, name),
        end: () => followed.end(),
      }
    },
    worn: condition.worn,
    stop: () => (stopping ??= stop()),
  }
}
