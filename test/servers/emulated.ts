/** Starts an emulated server for a test, and enters it. */
import { createCertificates } from '../../harness/certificates.js'
import type {
  CertificateSpec,
  Listener,
  OptionValues,
  ServerInstance,
  ServerObservation,
} from '../../harness/model.js'
import { embeddedBackend, type ToEngine } from '../../servers/engine/backend.js'
import type { EngineConfig } from '../../servers/engine/config.js'
import { vsftpdToEngine } from '../../servers/emulated/vsftpd.js'
import { ScriptClient, type ScriptOptions } from './script-client.js'

export const certificates = createCertificates()

export interface Wanted {
  readonly options?: OptionValues
  readonly version?: string
  readonly certificate?: CertificateSpec
  readonly implicit?: boolean
  /** the last word about the behaviour */
  readonly change?: (config: EngineConfig) => EngineConfig
}

export class TestServer {
  readonly listener: Listener
  readonly #instance: ServerInstance
  static #addresses = 0

  private constructor(listener: Listener, instance: ServerInstance) {
    this.listener = listener
    this.#instance = instance
  }

  static async start(wanted: Wanted = {}): Promise<TestServer> {
    const toEngine: ToEngine = async (spec, store) => {
      const config = await vsftpdToEngine(spec, store)
      return wanted.change?.(config) ?? config
    }
    const instance = await embeddedBackend(toEngine).start({
      certificates,
      directory: '',
      clock: { now: () => performance.now() },
    })
    const listener = await instance.listen({
      version: wanted.version ?? '3.0.3',
      options: wanted.options ?? {},
      certificate: wanted.certificate ?? {},
      implicit: wanted.implicit ?? false,
    })
    return new TestServer(listener, instance)
  }

  /** a loopback address that no other client of this process has */
  static address(): string {
    const n = ++TestServer.#addresses
    return `127.77.${n >> 8}.${n & 255 || 1}`
  }

  observe(address: string): ServerObservation {
    const clock = { now: () => performance.now() }
    return this.listener.observe({ address, clock })
  }

  open(options: Omit<ScriptOptions, 'port'> = {}): Promise<ScriptClient> {
    return ScriptClient.open({ port: this.listener.port, ...options })
  }

  /** logged in, PROT P */
  async enter(
    options: Omit<ScriptOptions, 'port'> = {},
  ): Promise<ScriptClient> {
    const client = await this.open(options)
    await client.enter('joe', this.listener.password)
    return client
  }

  stop(): Promise<void> {
    return this.#instance.stop()
  }
}
