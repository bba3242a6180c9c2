/**
 * The little that the backends need of a container engine, by way of
 * testcontainers. That package is optional: it is imported when an engine is
 * asked for, and described here rather than by its own types, so that the
 * product compiles without it.
 */
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { InteropError } from '../../harness/errors.js'
import { namedEngine, whyNotThere } from './docker-host.js'

export interface Engine {
  /** in words: version and operating system */
  readonly name: string
  /** its host network is the network of this host */
  readonly local: boolean
  imageExists(name: string): Promise<boolean>
  build(image: ImagePlan): Promise<void>
  run(plan: ContainerPlan): Promise<Container>
}

export interface ImagePlan {
  readonly context: string
  /** below the context */
  readonly dockerfile: string
  readonly suite: string
  readonly tag: string
}

export interface ContainerPlan {
  readonly image: string
  /** none: the network of the host */
  readonly ports: readonly number[] | null
  readonly environment: Readonly<Record<string, string>>
  /** beside what an engine gives by itself */
  readonly capabilities: readonly string[]
  /** a line of this on its output says that it is up */
  readonly ready: string
  readonly log: (stream: Readable) => void
}

export interface ContainerFile {
  readonly target: string
  readonly content: string | Buffer
  readonly mode: number
}

export interface Container {
  /** name or address under which its ports can be reached */
  readonly host: string
  exec(script: string, ...args: readonly string[]): Promise<ExecResult>
  put(files: readonly ContainerFile[]): Promise<void>
  stop(): Promise<void>
}

export interface ExecResult {
  readonly exitCode: number
  readonly output: string
}

/* ------------------------------- testcontainers 11.14, as far as it is used */

interface Started {
  getHost(): string
  exec(command: string[]): Promise<ExecResult>
  copyContentToContainer(files: ContainerFile[]): Promise<void>
  stop(options: { timeout: number }): Promise<unknown>
}

interface Generic {
  withNetworkMode(mode: string): Generic
  withExposedPorts(...ports: { container: number; host: number }[]): Generic
  withEnvironment(environment: Record<string, string>): Generic
  withWaitStrategy(strategy: unknown): Generic
  withStartupTimeout(ms: number): Generic
  withLogConsumer(consume: (stream: Readable) => void): Generic
  withAutoRemove(remove: boolean): Generic
  withAddedCapabilities(...capabilities: string[]): Generic
  start(): Promise<Started>
}

interface Builder {
  withBuildArgs(args: Record<string, string>): Builder
  build(tag: string, options: { deleteOnExit: boolean }): Promise<unknown>
}

interface Testcontainers {
  readonly GenericContainer: {
    new (image: string): Generic
    fromDockerfile(context: string, dockerfile: string): Builder
  }
  readonly Wait: { forLogMessage(text: string): unknown }
  readonly ImageName: { fromString(name: string): unknown }
  getContainerRuntimeClient(): Promise<{
    readonly info: {
      readonly containerRuntime: {
        readonly host: string
        readonly serverVersion?: string | number
        readonly operatingSystem?: string
      }
    }
    readonly image: { exists(name: unknown): Promise<boolean> }
  }>
}

export interface NoEngine {
  readonly why: string
  readonly hint: string
}

const engineHint =
  'install and start a Docker engine (Debian, Ubuntu: apt-get install docker.io), or set DOCKER_HOST'

const load = async (): Promise<Testcontainers | null> => {
  // the container that cleans up after others would come from a registry
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true'
  const name = 'testcontainers'
  try {
    return (await import(name)) as Testcontainers
  } catch {
    return null
  }
}

const mayBeThere = (): boolean =>
  ['/var/run/docker.sock', `/run/user/${process.getuid?.() ?? 0}/docker.sock`]
    .concat(`${process.env['HOME'] ?? ''}/.docker/run/docker.sock`)
    .some(path => existsSync(path))

export const findEngine = async (): Promise<Engine | NoEngine> => {
  const named = namedEngine()
  const missing =
    named !== null
      ? await whyNotThere(named)
      : mayBeThere()
        ? null
        : 'there is no socket of one'
  if (missing !== null)
    return {
      why: `no container engine answers here: ${missing}`,
      hint: engineHint,
    }
  // so that testcontainers finds the engine of a context
  if (named !== null) process.env['DOCKER_HOST'] = named
  const library = await load()
  if (library === null)
    return {
      why: 'the optional package testcontainers is not installed',
      hint: 'run npm install without --omit=optional',
    }
  try {
    return await connect(library)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { why: `no container engine answers here: ${why}`, hint: engineHint }
  }
}

const connect = async (library: Testcontainers): Promise<Engine> => {
  const client = await library.getContainerRuntimeClient()
  const runtime = client.info.containerRuntime
  const system = runtime.operatingSystem ?? 'unknown system'
  const socket = !/^(?:tcp|https?|ssh):/.test(process.env['DOCKER_HOST'] ?? '')
  return {
    name: `engine ${runtime.serverVersion ?? '?'} on ${system}`,
    // Docker Desktop and its like keep containers in a virtual machine
    local:
      process.platform === 'linux' &&
      socket &&
      !/desktop|rancher|colima/i.test(system),
    imageExists: name =>
      client.image.exists(library.ImageName.fromString(name)),
    build: async ({ context, dockerfile, suite, tag }) => {
      await library.GenericContainer.fromDockerfile(context, dockerfile)
        .withBuildArgs({ SUITE: suite })
        .build(tag, { deleteOnExit: false })
    },
    run: plan => run(library, plan),
  }
}

const run = async (
  library: Testcontainers,
  plan: ContainerPlan,
): Promise<Container> => {
  const described = new library.GenericContainer(plan.image)
    .withEnvironment({ ...plan.environment })
    .withLogConsumer(plan.log)
    .withAutoRemove(true)
    .withAddedCapabilities(...plan.capabilities)
    .withStartupTimeout(30_000)
    .withWaitStrategy(library.Wait.forLogMessage(plan.ready))
  const placed =
    plan.ports === null
      ? described.withNetworkMode('host')
      : described.withExposedPorts(
          ...plan.ports.map(port => ({ container: port, host: port })),
        )
  try {
    return wrap(await placed.start())
  } catch (error) {
    throw new InteropError('FI_DOCKER', {
      message: `a container of ${plan.image} did not start: ${String(error)}`,
      hint: `see what \`docker run --rm ${plan.image}\` says`,
      cause: error,
    })
  }
}

const wrap = (started: Started): Container => ({
  host: started.getHost(),
  exec: (script, ...args) => started.exec(['sh', '-c', script, 'sh', ...args]),
  put: files => started.copyContentToContainer([...files]),
  stop: async () => {
    await started.stop({ timeout: 0 })
  },
})
