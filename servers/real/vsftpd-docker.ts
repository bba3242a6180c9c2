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
  StartRequest,
} from '../../harness/model.js'
import type { PortBlock } from '../../harness/ports.js'
import {
  collected,
  readyInside,
  startInside,
  type Starting,
} from './container-daemon.js'
import type { ContainerSettings } from './container-daemons.js'
import {
  checkVersion,
  createFleet,
  logInside,
  openContainerHost,
  rootInside,
  storedInside,
  type ContainerHost,
  type Network,
} from './container-host.js'
import { imagesAvailable, suiteOf, type Versions } from './container-image.js'
import { findEngine, type Engine } from './containers.js'
import { createLogTail } from './log-tail.js'
import {
  describeDaemon,
  uploadDirectory,
  type DaemonFiles,
} from './vsftpd-files.js'

/** bullseye has OpenSSL 1.1.1, bookworm 3.0, trixie 3.5. */
const versions: Versions = {
  '3.0.3-bullseye': 'bullseye',
  '3.0.3': 'bookworm',
  '3.0.5': 'trixie',
}
const portsPerDaemon = 25

const startScript =
  '[ -z "$3" ] || export OPENSSL_CONF="$3"; ' +
  'vsftpd "$1" 0<>"$2" >&0 2>&0 & echo $!'

const openHost = async (
  engine: Engine,
  version: string,
  network: Network,
): Promise<ContainerHost> => {
  const suite = suiteOf('vsftpd', versions, version)
  const host = await openContainerHost(engine, {
    suite,
    network,
    portsPerDaemon,
  })
  const { output } = await host.container.exec(
    'vsftpd -v 0<>/tmp/v; cat /tmp/v',
  )
  try {
    checkVersion('vsftpd', version, /version (\d[\w.]*)/.exec(output)?.[1])
    return host
  } catch (error) {
    await host.stop()
    throw error
  }
}

const listenOn = async (
  host: ContainerHost,
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
      log: logInside(number),
    },
    request.certificates,
  )
  await host.container.put(files.files)
  const { conf, sayings, openssl } = files
  const daemon = await startInside(host.container, {
    script: startScript,
    args: [conf, sayings, openssl ?? ''],
    sayings,
  })
  const logged = collected(host.logs.source(files.log))
  if (await readyInside(host, daemon, block.first, () => logged() !== ''))
    return toListener(host, spec.version, block, daemon, files)
  host.ports.release(block)
  throw new InteropError('FI_SERVER_DIED', {
    message: `vsftpd ended at its start: ${await daemon.said()}`,
    hint: `look at its options: ${JSON.stringify(spec.options)}`,
  })
}

const toListener = (
  host: ContainerHost,
  version: string,
  block: PortBlock,
  daemon: Starting,
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
    version,
    exclusive: !host.keepsAddresses,
    relay: { dataPorts: block.data },
    user: 'tester',
    password: 'open-sesame',
    uploadDirectory,
    observe: client => {
      const followed = tail.follow(client)
      return {
        events: () => followed.settled(),
        stored: name => storedInside(host.container, name),
        end: () => followed.end(),
      }
    },
    stop: () => (stopping ??= stop()),
  }
}

export const createVsftpdDocker = (
  settings: ContainerSettings = {},
): ServerBackend => ({
  name: 'docker',
  available: () => imagesAvailable(versions, '3.0.3'),
  start: async request => {
    const engine = await findEngine()
    if ('why' in engine)
      throw new InteropError('FI_DOCKER', {
        message: engine.why,
        hint: engine.hint,
      })
    const network = settings.network ?? (engine.local ? 'host' : 'bridge')
    const fleet = createFleet(version => openHost(engine, version, network))
    return {
      listen: async spec => {
        const { host, number } = await fleet.place(spec.version)
        return listenOn(host, number, spec, request)
      },
      // with a container go its daemons: no need to end them one by one
      stop: () => fleet.stop(),
    }
  },
})

export const vsftpdDocker = createVsftpdDocker()
