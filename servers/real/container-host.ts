/**
 * A running container with room for many daemons: its ports, its logs, the
 * files that clients see. With an engine of this host it is on the host's
 * network and sees the addresses of clients; else ports are mapped one to one.
 */
import { lookup } from 'node:dns/promises'
import { InteropError } from '../../harness/errors.js'
import { contents } from '../../harness/contents.js'
import { downloads, type StoredFile } from '../../harness/model.js'
import {
  createPortAllotment,
  type PortAllotment,
  type PortBlock,
} from '../../harness/ports.js'
import { makeImage, type Suite } from './container-image.js'
import type { Container, Engine } from './containers.js'
import { createLogStreams, type LogStreams } from './log-streams.js'
import { isUploadName, uploadDirectory } from './vsftpd-files.js'

export type Network = 'host' | 'bridge'

export const rootInside = '/srv/ftps-interop'
/** In memory: elsewhere tail looks once a second. */
export const logInside = (number: number): string =>
  `/dev/shm/ftps-interop/${number}.log`

const mostListeners = 64
/** Each mapped port is a process of the engine: few, for fewer listeners. */
const bridgePorts = { daemons: 4, each: 6 }

export interface HostPlan {
  readonly suite: Suite
  readonly network: Network
  /** one to listen on, and those for data connections */
  readonly portsPerDaemon: number
  readonly capabilities?: readonly string[]
  /** runs a syslog that gives each daemon a log of its own */
  readonly syslog?: boolean
}

export interface ContainerHost {
  readonly container: Container
  readonly logs: LogStreams
  /** address that 227 has to name */
  readonly address: string
  /** the clients' addresses are seen in there */
  readonly keepsAddresses: boolean
  readonly ports: PortAllotment
  readonly room: number
  stop(): Promise<void>
}

interface Room {
  readonly ports: PortAllotment
  /** the ports to map; null on the host's network */
  readonly mapped: readonly number[] | null
  readonly room: number
  release(): void
}

const makeRoom = async (plan: HostPlan): Promise<Room> => {
  if (plan.network === 'host')
    return {
      ports: createPortAllotment({ size: plan.portsPerDaemon }),
      mapped: null,
      room: mostListeners,
      release: () => undefined,
    }
  const { daemons, each } = bridgePorts
  const allotment = createPortAllotment({ size: daemons * each })
  const pool = await allotment.take()
  return {
    ports: partsOf(pool, each),
    mapped: [pool.first, ...pool.data],
    room: daemons,
    release: () => allotment.release(pool),
  }
}

/** Mapped ports are taken by the engine: only their owner is asked. */
const partsOf = (pool: PortBlock, each: number): PortAllotment => {
  const all = [pool.first, ...pool.data]
  const free: PortBlock[] = []
  for (let i = 0; i + each <= all.length; i += each) {
    const [first = 0, ...data] = all.slice(i, i + each)
    free.push({ first, data })
  }
  return {
    take: () => {
      const block = free.shift()
      if (block !== undefined) return Promise.resolve(block)
      return Promise.reject(
        new InteropError('FI_PORT_TAKEN', {
          message: 'the container has no mapped port left',
          hint: 'run fewer listeners at once (--parallel)',
        }),
      )
    },
    release: block => {
      free.push(block)
    },
  }
}

export const openContainerHost = async (
  engine: Engine,
  plan: HostPlan,
): Promise<ContainerHost> => {
  const image = await makeImage(engine, plan.suite)
  const made = await makeRoom(plan)
  const logs = createLogStreams()
  const container = await engine.run({
    image,
    ports: made.mapped,
    environment: {
      LOGS: String(mostListeners),
      ...(plan.syslog === true ? { SYSLOG: 'yes' } : {}),
    },
    capabilities: plan.capabilities ?? [],
    ready: 'ready',
    log: stream => {
      stream.on('data', (chunk: Buffer) => logs.feed(Buffer.from(chunk)))
      stream.on('error', () => undefined)
    },
  })
  const stop = async (): Promise<void> => {
    await container.stop()
    made.release()
  }
  try {
    await fill(container)
    const onHost = plan.network === 'host'
    return {
      container,
      logs,
      address: onHost ? '127.0.0.1' : (await lookup(container.host, 4)).address,
      keepsAddresses: onHost,
      ports: made.ports,
      room: made.room,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const fill = (container: Container): Promise<void> =>
  container.put(
    downloads.map(size => ({
      target: `${rootInside}/${contents.fileName(size)}`,
      content: contents.bytes(size),
      mode: 0o444,
    })),
  )

const storedScript =
  '[ -f "$1" ] && [ ! -L "$1" ] && stat -c %s "$1" && sha256sum <"$1"'

/** What a client stored under a name; null: no such plain file. */
export const storedInside = async (
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

/** The version of a program inside has to be the one that is expected. */
export const checkVersion = (
  product: string,
  expected: string,
  found: string | undefined,
): void => {
  // 3.0.3-bullseye: the release tells two builds of one version apart
  if (found === expected.replace(/-[a-z]+$/, '')) return
  throw new InteropError('FI_DOCKER', {
    message: `the image holds ${product} ${found ?? 'not at all'}, not ${expected}`,
    hint: 'remove the image, and make it again',
  })
}

/** Containers of one version: opened when needed, the last one filled first. */
export const createFleet = <Host extends { readonly room: number }>(
  open: (version: string) => Promise<Host & { stop(): Promise<void> }>,
): {
  place(version: string): Promise<{ host: Host; number: number }>
  stop(): Promise<void>
} => {
  const hosts: {
    readonly version: string
    used: number
    readonly host: Promise<Host & { stop(): Promise<void> }>
  }[] = []
  return {
    place: async version => {
      for (const known of hosts) {
        if (known.version !== version) continue
        const number = known.used
        known.used += 1
        const host = await known.host
        if (number < host.room) return { host, number }
      }
      const host = open(version)
      hosts.push({ version, used: 1, host })
      return { host: await host, number: 0 }
    },
    stop: async () => {
      await Promise.all(
        hosts
          .splice(0)
          .map(async ({ host }) => (await host.catch(() => null))?.stop()),
      )
    },
  }
}
