/**
 * The image of vsftpd and a container made from it, with room for many
 * daemons. Images are made from Debian's packages (images/base.sh), and never
 * pulled from a registry.
 */
import { lookup } from 'node:dns/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InteropError } from '../../harness/errors.js'
import { contents } from '../../harness/contents.js'
import { downloads, type Availability } from '../../harness/model.js'
import {
  createPortAllotment,
  type PortAllotment,
  type PortBlock,
} from '../../harness/ports.js'
import { findEngine, type Container, type Engine } from './containers.js'
import { createLogStreams, type LogStreams } from './log-streams.js'

/** The Debian release that ships a version. */
const suites: Readonly<Record<string, string>> = {
  '3.0.3': 'bookworm',
  '3.0.5': 'trixie',
}
const usual = '3.0.3'

const images = fileURLToPath(new URL('./images', import.meta.url))
export const rootInside = '/srv/ftps-interop'
const mostListeners = 64
const portsPerDaemon = 25
/** Each mapped port is a process of the engine: few, for fewer listeners. */
const bridgePorts = { daemons: 6, each: 6 }

const baseImage = (suite: string): string => `ftps-interop-base:${suite}`
const baseHint = (suite: string): string =>
  `make it once, as root: ${join(images, 'base.sh')} ${suite}`

export const vsftpdImageAvailable = async (): Promise<Availability> => {
  const engine = await findEngine()
  if ('why' in engine) return { ok: false, ...engine }
  const there: string[] = []
  for (const [version, suite] of Object.entries(suites))
    if (await engine.imageExists(baseImage(suite))) there.push(version)
  const [version] = there
  if (version === undefined)
    return {
      ok: false,
      why: `the image ${baseImage(suites[usual] ?? '')} is not there`,
      hint: baseHint(suites[usual] ?? ''),
    }
  return { ok: true, version, detail: `${engine.name}: ${there.join(', ')}` }
}

/** A running container with room for more daemons. */
export interface VsftpdHost {
  readonly container: Container
  readonly version: string
  readonly logs: LogStreams
  /** address that 227 has to name */
  readonly address: string
  /** the clients' addresses are seen in there */
  readonly keepsAddresses: boolean
  readonly ports: PortAllotment
  readonly room: number
  stop(): Promise<void>
}

/** The tag of the image that holds a version, made now if need be. */
const makeImage = async (engine: Engine, version: string): Promise<string> => {
  const suite = suites[version]
  if (suite === undefined)
    throw new InteropError('FI_DOCKER', {
      message: `no image has vsftpd ${version}`,
      hint: `choose one of ${Object.keys(suites).join(', ')}`,
    })
  if (!(await engine.imageExists(baseImage(suite))))
    throw new InteropError('FI_DOCKER', {
      message: `the image ${baseImage(suite)} is not there`,
      hint: baseHint(suite),
    })
  const image = `ftps-interop-vsftpd:${suite}`
  try {
    await engine.build(join(images, 'vsftpd'), image, suite)
  } catch (error) {
    throw new InteropError('FI_DOCKER', {
      message: `the image ${image} could not be made: ${String(error)}`,
      hint: `see what \`docker build ${join(images, 'vsftpd')}\` says`,
      cause: error,
    })
  }
  return image
}

interface Room {
  readonly ports: PortAllotment
  /** the ports to map; null on the host's network */
  readonly mapped: readonly number[] | null
  readonly room: number
  release(): void
}

const makeRoom = async (network: 'host' | 'bridge'): Promise<Room> => {
  if (network === 'host')
    return {
      ports: createPortAllotment({ size: portsPerDaemon }),
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

export const openVsftpdHost = async (
  engine: Engine,
  version: string,
  network: 'host' | 'bridge',
): Promise<VsftpdHost> => {
  const image = await makeImage(engine, version)
  const made = await makeRoom(network)
  const logs = createLogStreams()
  const container = await engine.run({
    image,
    ports: made.mapped,
    environment: { LOGS: String(mostListeners) },
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
    const onHost = network === 'host'
    return {
      container,
      version: await versionIn(container, version),
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
          hint: 'run fewer listeners at once (--jobs)',
        }),
      )
    },
    release: block => {
      free.push(block)
    },
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

const versionIn = async (
  container: Container,
  expected: string,
): Promise<string> => {
  const { output } = await container.exec('vsftpd -v 0<>/tmp/v; cat /tmp/v')
  const version = /version (\d[\w.]*)/.exec(output)?.[1]
  if (version === expected) return version
  throw new InteropError('FI_DOCKER', {
    message: `the image holds vsftpd ${version ?? 'not at all'}, not ${expected}`,
    hint: 'remove the image, and make it again',
  })
}
