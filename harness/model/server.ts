/** A server, its backends, and what listens for a cell. */
import type { ClientProfile } from './client.js'
import type { Event } from './event.js'
import type { Option, OptionValues } from './option.js'
import type { CertificateStore, Clock } from './providers.js'
import type { CertificateSpec, ServerSettings } from './settings.js'
import type { BackendName, Protocol } from './words.js'

export interface ServerProfile {
  readonly protocol?: Protocol
  readonly id: string
  readonly product: string
  readonly title: string
  /** versions that it can be, oldest first; one of them is `defaultVersion` */
  readonly versions: readonly string[]
  readonly defaultVersion: string
  readonly options: Readonly<Record<string, Option>>
  /** option sets of the default matrix; {} is the product as shipped */
  readonly matrix?: readonly OptionValues[]
  /** how well the behaviour of an emulated one is known; absent: compared */
  readonly evidence?: ClientProfile['evidence']
  /** is part of the default matrix, which needs nothing but Node */
  readonly inDefaultMatrix?: boolean
  /** scenario words to vendor options, for this version */
  realise(settings: ServerSettings, version: string): Realised
  /** how it can be run; each is tried in the order given by --backend auto */
  readonly backends: readonly ServerBackend[]
  /** lines of the vendor's configuration for one change, e.g. `ssl_request_cert=NO` */
  configurationLine(option: string, value: string): string
}

export type Realised =
  | {
      readonly options: OptionValues
      readonly certificate?: CertificateSpec
      readonly implicit?: boolean
    }
  | { readonly unsupported: string }

export interface ServerBackend {
  readonly name: BackendName
  /** passive ports cannot be held to a list: nothing can relay them */
  readonly anyDataPort?: boolean
  /** never throws; says why not and what to type */
  available(): Promise<Availability>
  /** one running instance that can hold many listeners */
  start(request: StartRequest): Promise<ServerInstance>
}

export type Availability =
  | {
      readonly ok: true
      readonly version: string
      /** all that can be run, where there is a choice; `version` is one */
      readonly versions?: readonly string[]
      readonly detail: string
    }
  | { readonly ok: false; readonly why: string; readonly hint: string }

export interface StartRequest {
  readonly certificates: CertificateStore
  /** a private directory that the harness removes afterwards */
  readonly directory: string
  readonly clock: Clock
}

export interface ServerInstance {
  /** Resolves when it accepts connections. Called once per distinct option set. */
  listen(spec: ListenerSpec): Promise<Listener>
  /** ends every process, container and socket that it started */
  stop(): Promise<void>
}

export interface ListenerSpec {
  readonly version: string
  readonly options: OptionValues
  readonly certificate: CertificateSpec
  readonly implicit: boolean
  /** the address that 227 must name: set when a relay stands in front */
  readonly announce?: string
  /** absent: loopback, a free port; only a server in this process obeys it */
  readonly place?: { readonly host: string; readonly port: number }
  /** who may log in; absent: a name and a password of the listener's own */
  readonly account?: { readonly user: string; readonly password: string }
  /** laid over an emulated server's own behaviour */
  readonly faults?: readonly Fault[]
}

/** One misbehaviour that any emulated FTP server can be given. */
export interface Fault {
  readonly id: string
  /** what the client meets, in one line */
  readonly title: string
  /** of the emulator's own type; the harness only hands it on */
  readonly quirk: unknown
}

/** Sees every session of a listener by itself, whatever its address. */
export interface SessionWatcher {
  /** a control connection was accepted */
  opened(client: { readonly address: string; readonly port: number }): {
    event(event: Event): void
    /** control and all its data connections are closed */
    ended(): void
  }
  now(): number
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** what actually runs, e.g. 3.0.3 */
  readonly version: string
  /** the root of its certificate, when it is not one of ours */
  readonly rootPem?: string
  /** a cell must be alone on this listener for its log to be attributable */
  readonly exclusive: boolean
  /** a place to reach it with both ends seen, for clients that we cannot tap */
  readonly relay?: RelayPlan
  /** begin to collect what the server end sees of one client address */
  observe(client: ClientKey): ServerObservation
  /** only a server in this process can tell its sessions apart */
  watch?(watcher: SessionWatcher): void
  /** credentials that work */
  readonly user: string
  readonly password: string
  /** the directory, as the client sees it, that uploads may go to; '' = login directory */
  readonly uploadDirectory: string
  /** it has ended or spins, as its observations tell: not for another cell */
  worn?(): boolean
  stop(): Promise<void>
}

/** How the server's own connections of one cell are told from others. */
export interface ClientKey {
  /** unique loopback address that the client dials from, when it can choose */
  readonly address: string
  /** the cell's clock, so that both ends are on one timeline */
  readonly clock: Clock
}

export interface ServerObservation {
  /** events so far, server-wire and server-log, in the order seen */
  events(): Promise<readonly Event[]>
  /** what is stored under a name now: null = no such file */
  stored(name: string): Promise<StoredFile | null>
  end(): void
}

export interface StoredFile {
  readonly bytes: number
  readonly sha256: string
}

export interface RelayPlan {
  /** ports of the server that data connections may use */
  readonly dataPorts: readonly number[]
}
