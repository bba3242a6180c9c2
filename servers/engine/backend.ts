/**
 * Servers in this process: a product's options become an EngineConfig, and an
 * EngineConfig a listener on loopback.
 */
import { randomBytes } from 'node:crypto'
import type {
  CertificateStore,
  Listener,
  ListenerSpec,
  ServerBackend,
  ServerInstance,
  StartRequest,
} from '../../harness/model.js'
import { cannotListen, InteropError } from '../../harness/errors.js'
import { contents } from '../../harness/contents.js'
import { createPortAllotment } from '../../harness/ports.js'
import { withQuirks, type Quirk } from '../quirks/quirk.js'
import type { EngineConfig } from './config.js'
import { EngineServer } from './server.js'
import { Budget, FileStore } from './store.js'

/** A product's version, options and certificate as behaviour. */
export type ToEngine = (
  spec: ListenerSpec,
  certificates: CertificateStore,
) => Promise<EngineConfig>

export interface EmbeddedOptions {
  /** loopback unless the user asks for another with --listen */
  readonly listenAddress?: string
}

/** control and data ports of a listener behind a network */
const fixedPorts = createPortAllotment({ size: 9 })

const uploadBudget = 256 * 1024 * 1024

export const embeddedBackend = (
  toEngine: ToEngine,
  options: EmbeddedOptions = {},
): ServerBackend => ({
  name: 'embedded',
  available: () =>
    Promise.resolve({ ok: true, version: 'emulated', detail: 'in process' }),
  start: request => Promise.resolve(instance(toEngine, options, request)),
})

const instance = (
  toEngine: ToEngine,
  options: EmbeddedOptions,
  request: StartRequest,
): ServerInstance => {
  const listeners = new Set<Listener>()
  const budget = new Budget(uploadBudget)
  return {
    listen: async spec => {
      const { place, faults = [] } = spec
      const config = withQuirks(
        await toEngine(spec, request.certificates),
        faults.map(fault => fault.quirk as Quirk),
      )
      const store = new FileStore(contents, budget)
      const account = spec.account ?? {
        user: 'tester',
        password: randomBytes(9).toString('base64url'),
      }
      // what stands in front has to know the data ports
      const block = spec.announce === undefined ? null : await fixedPorts.take()
      const server = build({
        config,
        store,
        password: account.password,
        dataPorts: block?.data ?? [],
      })
      const host = place?.host ?? options.listenAddress ?? '127.0.0.1'
      const wanted = place?.port ?? block?.first ?? 0
      const port = await opened(server, host, wanted)
      const listener = {
        ...toListener(server, store, host, port, spec.version),
        ...account,
        ...(block === null ? {} : { relay: { dataPorts: block.data } }),
      }
      const stop = async (): Promise<void> => {
        if (!listeners.delete(whole)) return
        await listener.stop()
        if (block !== null) fixedPorts.release(block)
      }
      const whole: Listener = { ...listener, stop }
      listeners.add(whole)
      return whole
    },
    stop: async () => {
      await Promise.all([...listeners].map(listener => listener.stop()))
    },
  }
}

/** What a real daemon says before it gives up at start. */
const build = (
  init: ConstructorParameters<typeof EngineServer>[0],
): EngineServer => {
  try {
    return new EngineServer(init)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InteropError('FI_SERVER_DIED', {
      message: `the emulated server cannot start: ${why}`,
      hint: 'Check the cipher list and the certificate that it was given.',
      cause,
    })
  }
}

const opened = async (
  server: EngineServer,
  host: string,
  port: number,
): Promise<number> => {
  try {
    return await server.open(host, port)
  } catch (cause) {
    throw cannotListen(host, port, cause)
  }
}

const toListener = (
  server: EngineServer,
  store: FileStore,
  host: string,
  port: number,
  version: string,
): Listener => ({
  host,
  port,
  version,
  exclusive: false,
  user: 'tester',
  password: server.password,
  uploadDirectory: '',
  watch: watcher => server.observations.watch(watcher),
  observe: client =>
    server.observations.observe(client, name =>
      store.stored(name.startsWith('/') ? name : `/${name}`),
    ),
  stop: () => server.shut(),
})
