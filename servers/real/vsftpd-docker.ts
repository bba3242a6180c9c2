/**
 * vsftpd in containers: many daemons in one, started inside by exec, on ports
 * given out by us. With an engine of this host the container uses the host's
 * network and client addresses are kept; behind address translation a cell has
 * to be alone on its listener.
 */
import { InteropError } from '../../harness/errors.js'
import type {
  Listener,
  ListenerSpec,
  ServerBackend,
  ServerInstance,
  StartRequest,
  StoredFile,
} from '../../harness/model.js'
import type { PortBlock } from '../../harness/ports.js'
import { findEngine, type Container, type Engine } from './containers.js'
import { becomesReady, type Daemon } from './daemon.js'
import { createLogTail } from './log-tail.js'
import {
  describeDaemon,
  isUploadName,
  uploadDirectory,
  type DaemonFiles,
} from './vsftpd-files.js'
import {
  openVsftpdHost,
  rootInside,
  vsftpdImageAvailable,
  type VsftpdHost,
} from './vsftpd-image.js'

const readinessAddress = '127.254.254.254'
const readyWithinMs = 15_000

export interface DockerSettings {
  /** default: the host's network where the engine is of this host */
  readonly network?: 'host' | 'bridge'
}

const startScript =
  '[ -z "$3" ] || export OPENSSL_CONF="$3"; ' +
  'vsftpd "$1" 0<>"$2" >&0 2>&0 & echo $!'
/** All stopped, then all ended: a session leads a process group of its own. */
const killScript =
  's() { kill -STOP $1; all="$all $1"; for c in ' +
  '$(cat /proc/$1/task/$1/children); do s $c; done; }; ' +
  's "$1" 2>/dev/null; kill -KILL $all 2>/dev/null; ' +
  'while [ -e "/proc/$1/exe" ]; do sleep 0.01; done'
/** A daemon that ended and was not collected has no executable any more. */
const endedScript = '[ -e /proc/$1/exe ] || { cat "$2"; echo; echo ended; }'

const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

interface Starting extends Daemon {
  /** asks now and then whether it lives, until it is settled */
  watch(): void
  settled(): void
}

/** A daemon inside: whether it lives is asked now and then while it starts. */
const startInside = async (
  container: Container,
  files: { conf: string; sayings: string; openssl: string | null },
): Promise<Starting> => {
  const { conf, sayings, openssl } = files
  const { output } = await container.exec(
    startScript,
    conf,
    sayings,
    openssl ?? '',
  )
  const pid = output.trim()
  let exit: string | null = null
  let words = ''
  let watching = true
  const isWatching = (): boolean => watching
  return {
    pid: Number(pid),
    exit: () => exit,
    said: () => Promise.resolve(words),
    stop: async () => {
      watching = false
      await container.exec(killScript, pid)
    },
    settled: () => {
      watching = false
    },
    watch: () => {
      const ask = async (): Promise<void> => {
        while (watching && exit === null) {
          await sleep(100)
          // settled meanwhile
          if (!isWatching()) return
          const state = await container.exec(endedScript, pid, sayings)
          if (!/\nended\n$/.test(state.output)) continue
          words = state.output.replace(/\nended\n$/, '').trim()
          exit = 'ended'
        }
      }
      ask().catch((error: unknown) => {
        exit = String(error)
      })
    },
  }
}

const listenOn = async (
  host: VsftpdHost,
  number: number,
  spec: ListenerSpec,
  request: StartRequest,
): Promise<Listener> => {
  const block = await host.ports.take()
  // behind address translation 227 would name an address of the container
  const announce = host.keepsAddresses ? {} : { announce: host.address }
  const files = await describeDaemon(
    { ...announce, ...spec },
    {
      access: 'local',
      guest: 'ftp',
      address: host.keepsAddresses ? '127.0.0.1' : '0.0.0.0',
      port: block.first,
      dataPorts: block.data,
      root: rootInside,
      empty: '/srv/empty',
      directory: `/tmp/${number}`,
      log: `/dev/shm/ftps-interop/${number}.log`,
    },
    request.certificates,
  )
  await host.container.put(files.files)
  const daemon = await startInside(host.container, files)
  if (await isReady(host, block, daemon, files))
    return toListener(host, block, daemon, files)
  host.ports.release(block)
  throw new InteropError('FI_SERVER_DIED', {
    message: `vsftpd ended at its start: ${await daemon.said()}`,
    hint: `look at its options: ${JSON.stringify(spec.options)}`,
  })
}

const isReady = async (
  host: VsftpdHost,
  block: PortBlock,
  daemon: Starting,
  files: DaemonFiles,
): Promise<boolean> => {
  const source = host.logs.source(files.log)
  daemon.watch()
  try {
    return await becomesReady(daemon, {
      host: host.address,
      port: block.first,
      ...(host.keepsAddresses ? { from: readinessAddress } : {}),
      confirmed: () => source.more() !== '',
      timeoutMs: readyWithinMs,
    })
  } catch (error) {
    await daemon.stop()
    throw error
  } finally {
    daemon.settled()
  }
}

const storedScript =
  '[ -f "$1" ] && [ ! -L "$1" ] && stat -c %s "$1" && sha256sum <"$1"'

const storedIn = async (
  container: Container,
  name: string,
): Promise<StoredFile | null> => {
  const plain = name.replace(`${uploadDirectory}/`, '')
  if (!isUploadName(plain)) return null
  const path = `${rootInside}/${uploadDirectory}/${plain}`
  const { output } = await container.exec(storedScript, path)
  const found = /^(\d+)\n([0-9a-f]{64})\b/.exec(output)
  return found === null
    ? null
    : { bytes: Number(found[1]), sha256: found[2] ?? '' }
}

const toListener = (
  host: VsftpdHost,
  block: PortBlock,
  daemon: Daemon,
  files: DaemonFiles,
): Listener => {
  const source = host.logs.source(files.log)
  const tail = createLogTail(source, { anyClient: !host.keepsAddresses })
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    tail.stop()
    await daemon.stop()
    host.ports.release(block)
  }
  return {
    host: host.address,
    port: block.first,
    version: host.version,
    exclusive: !host.keepsAddresses,
    relay: { dataPorts: block.data },
    user: 'tester',
    password: 'open-sesame',
    uploadDirectory,
    observe: client => {
      const followed = tail.follow(client)
      return {
        events: () => followed.settled(),
        stored: name => storedIn(host.container, name),
        end: () => followed.end(),
      }
    },
    stop: () => (stopping ??= stop()),
  }
}

/** Containers are opened when a listener needs one, the last one filled first. */
const createInstance = (
  engine: Engine,
  network: 'host' | 'bridge',
  request: StartRequest,
): ServerInstance => {
  const hosts: { version: string; used: number; host: Promise<VsftpdHost> }[] =
    []
  const place = async (
    version: string,
  ): Promise<{ host: VsftpdHost; number: number }> => {
    for (const known of hosts) {
      if (known.version !== version) continue
      const number = known.used
      known.used += 1
      const host = await known.host
      if (number < host.room) return { host, number }
    }
    const host = openVsftpdHost(engine, version, network)
    hosts.push({ version, used: 1, host })
    return { host: await host, number: 0 }
  }
  return {
    listen: async spec => {
      const { host, number } = await place(spec.version)
      return listenOn(host, number, spec, request)
    },
    stop: async () => {
      // with a container go its daemons: no need to end them one by one
      await Promise.all(
        hosts
          .splice(0)
          .map(async ({ host }) => (await host.catch(() => null))?.stop()),
      )
    },
  }
}

export const createVsftpdDocker = (
  settings: DockerSettings = {},
): ServerBackend => ({
  name: 'docker',
  available: vsftpdImageAvailable,
  start: async request => {
    const engine = await findEngine()
    if ('why' in engine)
      throw new InteropError('FI_DOCKER', {
        message: engine.why,
        hint: engine.hint,
      })
    const network = settings.network ?? (engine.local ? 'host' : 'bridge')
    return createInstance(engine, network, request)
  },
})

export const vsftpdDocker = createVsftpdDocker()
