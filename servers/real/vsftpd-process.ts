/**
 * vsftpd of this host as child processes, one daemon per listener.
 * As root: logins of any name (PAM permits them inside a private mount
 * namespace). As an ordinary user, or as root where namespaces are forbidden:
 * anonymous logins only. It installs nothing and changes nothing under /etc.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InteropError } from '../../harness/errors.js'
import type {
  Listener,
  ListenerSpec,
  ServerBackend,
  ServerInstance,
  StartRequest,
} from '../../harness/model.js'
import {
  createPortAllotment,
  type PortAllotment,
  type PortBlock,
} from '../../harness/ports.js'
import { findGuest, type Account } from './account.js'
import { becomesReady, startDaemon, type Daemon } from './daemon.js'
import { logFile } from './log-file.js'
import { createLogTail } from './log-tail.js'
import { openNamespace, visiblePlace, type Namespace } from './namespace.js'
import { findProgram } from './programs.js'
import {
  findVsftpd,
  vsftpdAvailable,
  vsftpdProcessAccess,
  type FoundVsftpd,
} from './vsftpd-host.js'
import { pamPermit, pamService, type VsftpdAccess } from './vsftpd-config.js'
import {
  makeTree,
  openTree,
  readStored,
  uploadDirectory,
  writeDaemonFiles,
  type DaemonFiles,
} from './vsftpd-files.js'

/** One listening port and as many passive ports as cells may use at once. */
const portsPerDaemon = 25
/** No cell dials from it: it is used to see whether a daemon is ready. */
const readinessAddress = '127.254.254.254'
const readyWithinMs = 10_000
const portTries = 5

/** Everything that the daemons of one instance share. */
interface Site {
  readonly found: FoundVsftpd
  readonly access: VsftpdAccess
  readonly guest: Account | null
  readonly request: StartRequest
  readonly ports: PortAllotment
  readonly tree: string
  /** the tree as a daemon sees it */
  readonly root: string
  readonly empty: string
  readonly namespace: Namespace | null
  /** so that a daemon ends when we are killed */
  readonly setpriv: string | null
}

const start = async (request: StartRequest): Promise<ServerInstance> => {
  const found = await findVsftpd()
  if ('ok' in found)
    throw new InteropError('FI_MISSING_PROGRAM', {
      message: found.why,
      hint: found.hint,
    })
  const site = await prepare(found, await vsftpdProcessAccess(), request)
  return createInstance(site)
}

const prepare = async (
  found: FoundVsftpd,
  access: VsftpdAccess,
  request: StartRequest,
): Promise<Site> => {
  const path = (name: string): string => join(request.directory, name)
  const guest = access === 'local' ? await findGuest() : null
  await Promise.all([
    makeTree(path('tree'), guest),
    mkdir(path('empty'), { recursive: true, mode: 0o755 }),
    mkdir(path('pam.d'), { recursive: true }),
  ])
  await writeFile(path(`pam.d/${pamService}`), pamPermit)
  const shared = {
    found,
    guest,
    request,
    ports: createPortAllotment({ size: portsPerDaemon }),
    tree: path('tree'),
    empty: path('empty'),
    setpriv: await findProgram('setpriv'),
  }
  const place = visiblePlace(request.directory)
  if (access === 'anonymous' || place === null)
    return {
      ...shared,
      access: 'anonymous',
      root: shared.tree,
      namespace: null,
    }
  const namespace = await openNamespace([
    { from: path('pam.d'), to: '/etc/pam.d' },
    { from: shared.tree, to: place },
  ])
  if ('why' in namespace)
    throw new InteropError('FI_PERMISSION', {
      message: `vsftpd needs a private mount namespace: ${namespace.why}`,
      hint: 'run with CAP_SYS_ADMIN, or as an ordinary user (anonymous logins only)',
    })
  return { ...shared, access, root: place, namespace }
}

interface Running {
  readonly daemon: Daemon
  readonly files: DaemonFiles
  readonly block: PortBlock
}

const createInstance = (site: Site): ServerInstance => {
  const running = new Set<Promise<Listener>>()
  let count = 0
  const stopOne = async (started: Promise<Listener>): Promise<void> => {
    running.delete(started)
    await (await started.catch(() => null))?.stop()
  }
  return {
    listen: async spec => {
      count += 1
      const started = listen(site, spec, `vsftpd-${count}`)
      running.add(started)
      const listener = await started
      return { ...listener, stop: () => stopOne(started) }
    },
    stop: async () => {
      await Promise.all([...running].map(stopOne))
      await site.namespace?.stop()
      await openTree(site.tree).catch(() => undefined)
    },
  }
}

const listen = async (
  site: Site,
  spec: ListenerSpec,
  name: string,
): Promise<Listener> => {
  if (spec.version !== site.found.version)
    throw new InteropError('FI_MISSING_PROGRAM', {
      message: `vsftpd ${spec.version} was asked for, this host has ${site.found.version}`,
      hint: 'leave the version out, or use --backend docker',
    })
  for (let tries = 1; ; tries += 1) {
    const block = await site.ports.take()
    const started = await run(
      site,
      spec,
      join(site.request.directory, name),
      block,
    )
    if ('daemon' in started) return toListener(site, started)
    site.ports.release(block)
    // another process was faster: the next block
    if (/could not bind/.test(started.said) && tries < portTries) continue
    throw new InteropError('FI_SERVER_DIED', {
      message: `vsftpd cannot start: ${started.said || started.exit}`,
      hint: `look at its options: ${optionsText(spec)}`,
    })
  }
}

const optionsText = (spec: ListenerSpec): string =>
  Object.entries(spec.options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || '(none)'

interface Died {
  readonly said: string
  readonly exit: string
}

const run = async (
  site: Site,
  spec: ListenerSpec,
  directory: string,
  block: PortBlock,
): Promise<Running | Died> => {
  const host = '127.0.0.1'
  const files = await writeDaemonFiles(
    spec,
    {
      access: site.access,
      ...(site.guest === null ? {} : { guest: site.guest.name }),
      address: host,
      port: block.first,
      dataPorts: block.data,
      root: site.root,
      empty: site.empty,
      directory,
    },
    site.request.certificates,
  )
  const dies =
    site.setpriv === null ? [] : [site.setpriv, '--pdeathsig', 'KILL', '--']
  const before = [...(site.namespace?.enter ?? []), ...dies]
  const daemon = await startDaemon({
    command: [...before, site.found.program, files.conf],
    env: {
      PATH: process.env['PATH'] ?? '',
      ...(files.openssl === null ? {} : { OPENSSL_CONF: files.openssl }),
    },
    sayings: files.sayings,
  })
  const log = logFile(files.log)
  try {
    const ready = await becomesReady(daemon, {
      host,
      port: block.first,
      from: readinessAddress,
      confirmed: () => log.more() !== '',
      timeoutMs: readyWithinMs,
    })
    if (ready) return { daemon, files, block }
    return {
      said: await daemon.said(),
      exit: daemon.exit() ?? '',
    }
  } catch (error) {
    await daemon.stop()
    site.ports.release(block)
    throw error
  } finally {
    log.close()
  }
}

const toListener = (
  site: Site,
  { daemon, files, block }: Running,
): Listener => {
  const source = logFile(files.log)
  const tail = createLogTail(source)
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    tail.stop()
    await daemon.stop()
    source.close()
    site.ports.release(block)
  }
  return {
    host: '127.0.0.1',
    port: block.first,
    version: site.found.version,
    exclusive: false,
    relay: { dataPorts: block.data },
    user: site.access === 'local' ? 'tester' : 'anonymous',
    password: site.access === 'local' ? 'open-sesame' : 'tester',
    uploadDirectory,
    observe: client => {
      const followed = tail.follow(client)
      return {
        events: () => followed.settled(),
        stored: name => readStored(site.tree, name),
        end: () => followed.end(),
      }
    },
    stop: () => (stopping ??= stop()),
  }
}

export const vsftpdProcess: ServerBackend = {
  name: 'process',
  available: vsftpdAvailable,
  start,
}
