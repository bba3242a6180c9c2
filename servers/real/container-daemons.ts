/**
 * What the container backends of real servers have in common: one container
 * per version, in it one daemon per distinct option set, all started by exec.
 * A product says which files a daemon needs and how it is started.
 */
import { randomBytes } from 'node:crypto'
import { InteropError } from '../../harness/errors.js'
import type {
  Listener,
  ListenerSpec,
  ServerBackend,
  ServerInstance,
  StartRequest,
} from '../../harness/model.js'
import type { PortBlock } from '../../harness/ports.js'
import { printable } from '../../harness/redact.js'
import {
  collected,
  readyInside,
  startInside,
  type Starting,
} from './container-daemon.js'
import {
  checkVersion,
  createFleet,
  logInside,
  openContainerHost,
  storedInside,
  type ContainerHost,
  type Network,
} from './container-host.js'
import { imagesAvailable, suiteOf, type Versions } from './container-image.js'
import { findEngine, type Engine } from './containers.js'
import { createLogFollower, type LogFormat } from './log-follow.js'
import { uploadDirectory, type FileToWrite } from './vsftpd-files.js'

/** Where unpack.sh put what excludes other servers. */
export const unpackedInside = '/opt/ftps-interop'

export interface InsidePlace {
  readonly directory: string
  readonly log: string
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  /** what sessions run as */
  readonly account: {
    readonly name: string
    readonly group: string
    readonly uid: number
    readonly gid: number
  }
  readonly user: string
  readonly password: string
}

export interface Described {
  readonly files: readonly FileToWrite[]
  /** run to its end first; empty: nothing */
  readonly before: readonly string[]
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export interface ContainerProduct {
  readonly name: string
  readonly versions: Versions
  readonly usualVersion: string
  /** prints something in which `versionForm` finds the version */
  readonly versionScript: string
  readonly versionForm: RegExp
  readonly format: LogFormat
  /** what its log says of a connection that it took */
  readonly greets: RegExp
  readonly useless?: RegExp
  complaint?(said: string): string
  readonly ports?: number
  /** one thread serves all: what one cell does, another would feel */
  readonly oneAtATime?: boolean
  readonly capabilities?: readonly string[]
  readonly syslog?: boolean
  describe(
    spec: ListenerSpec,
    place: InsidePlace,
    request: StartRequest,
  ): Promise<Described>
}

const portsPerDaemon = 25
const password = randomBytes(12).toString('hex')

const libraries =
  `export LD_LIBRARY_PATH=$(echo ${unpackedInside}/usr/lib/*-linux-gnu* | ` +
  "tr ' ' ':'); "
/**
 * Sayings, pid file, how many words to run first, those, the daemon's. vsftpd
 * writes why it cannot start to descriptor 0.
 */
const startScript =
  `${libraries}said=$1; pid=$2; n=$3; shift 3; cd /; first=; ` +
  // words of ours: no quote and no space is in them
  'while [ "$n" -gt 0 ]; do first="$first $1"; shift; n=$((n - 1)); done; ' +
  '$first >"$said" 2>&1; ' +
  '"$@" 0<>"$said" >>"$said" 2>&1 & echo $! >"$pid"; cat "$pid"'

interface Site extends ContainerHost {
  readonly account: InsidePlace['account']
}

const openSite = async (
  product: ContainerProduct,
  engine: Engine,
  version: string,
  network: Network,
): Promise<Site> => {
  const host = await openContainerHost(engine, {
    suite: suiteOf(product.name, product.versions, version),
    network,
    portsPerDaemon: product.ports ?? portsPerDaemon,
    ...(product.capabilities === undefined
      ? {}
      : { capabilities: product.capabilities }),
    ...(product.syslog === undefined ? {} : { syslog: product.syslog }),
  })
  try {
    const { output } = await host.container.exec(
      `${libraries}id -u ftp; id -g ftp; id -gn ftp; ${product.versionScript} 2>&1`,
    )
    const [uid = '', gid = '', group = 'ftp'] = output.split('\n')
    checkVersion(product.name, version, product.versionForm.exec(output)?.[1])
    const account = { name: 'ftp', group, uid: Number(uid), gid: Number(gid) }
    return { ...host, account }
  } catch (error) {
    await host.stop()
    throw error
  }
}

const listenOn = async (
  product: ContainerProduct,
  site: Site,
  number: number,
  asked: ListenerSpec,
  request: StartRequest,
): Promise<Listener> => {
  const block = await site.ports.take()
  const directory = `/tmp/${number}`
  const sayings = `${directory}/said`
  // behind address translation 227 would name an address of the container
  const spec = site.keepsAddresses
    ? asked
    : { announce: site.address, ...asked }
  const { files, before, command, env } = await product.describe(
    spec,
    {
      directory,
      log: logInside(number),
      address: site.keepsAddresses ? '127.0.0.1' : '0.0.0.0',
      port: block.first,
      dataPorts: block.data,
      account: site.account,
      user: 'tester',
      password,
    },
    request,
  )
  await site.container.put(files)
  const variables = Object.entries(env).map(([k, v]) => `${k}=${v}`)
  const daemon = await startInside(site.container, {
    script: startScript,
    args: [
      sayings,
      logInside(number).replace(/log$/, 'pid'),
      String(before.length),
      ...before,
      'env',
      ...variables,
      ...command,
    ],
    sayings,
  })
  const source = site.logs.source(logInside(number))
  const logged = collected(source)
  const useless = (): boolean => product.useless?.test(logged()) === true
  const ready = await readyInside(
    site,
    daemon,
    block.first,
    () => product.greets.test(logged()) || useless(),
  )
  if (ready && !useless())
    return toListener(product, site, number, block, daemon, spec)
  if (ready) await daemon.stop()
  site.ports.release(block)
  const said = `${await daemon.said()}\n${logged().slice(0, 2000)}`.trim()
  throw new InteropError('FI_SERVER_DIED', {
    message: `${product.name} cannot start: ${printable(product.complaint?.(said) ?? said)}`,
    hint: `look at its options: ${JSON.stringify(spec.options)}`,
  })
}

const toListener = (
  product: ContainerProduct,
  site: Site,
  number: number,
  block: PortBlock,
  daemon: Starting,
  spec: ListenerSpec,
): Listener => {
  const source = site.logs.source(logInside(number))
  const anyClient = !site.keepsAddresses
  const follower = createLogFollower(source, product.format, { anyClient })
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    follower.stop()
    await daemon.stop()
    site.ports.release(block)
  }
  return {
    host: site.address,
    port: block.first,
    version: spec.version,
    exclusive: !site.keepsAddresses || product.oneAtATime === true,
    relay: { dataPorts: block.data },
    user: 'tester',
    password,
    uploadDirectory,
    observe: client => {
      const followed = follower.follow(client)
      return {
        events: () => followed.settled(),
        stored: name => storedInside(site.container, name),
        end: () => followed.end(),
      }
    },
    stop: () => (stopping ??= stop()),
  }
}

export interface ContainerSettings {
  /** default: the host's network where the engine is of this host */
  readonly network?: Network
}

export const containerBackend = (
  product: ContainerProduct,
  settings: ContainerSettings = {},
): ServerBackend => ({
  name: 'docker',
  available: () => imagesAvailable(product.versions, product.usualVersion),
  start: async (request): Promise<ServerInstance> => {
    const engine = await findEngine()
    if ('why' in engine)
      throw new InteropError('FI_DOCKER', {
        message: engine.why,
        hint: engine.hint,
      })
    const network = settings.network ?? (engine.local ? 'host' : 'bridge')
    const fleet = createFleet(version =>
      openSite(product, engine, version, network),
    )
    return {
      listen: async spec => {
        const { host, number } = await fleet.place(spec.version)
        return listenOn(product, host, number, spec, request)
      },
      // with a container go its daemons: no need to end them one by one
      stop: () => fleet.stop(),
    }
  },
})
