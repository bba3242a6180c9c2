/** A client, and what one run of it is given and gives back. */
import type { Conversation, StepOutcome } from './conversation.js'
import type { Event } from './event.js'
import type { Option, OptionValues } from './option.js'
import type { CertificateStore, Clock, Contents } from './providers.js'
import type { Availability } from './server.js'
import type { Protocol } from './words.js'

export interface ClientProfile {
  readonly protocol?: Protocol
  readonly id: string
  readonly product: string
  readonly title: string
  readonly kind: 'emulated' | 'real'
  readonly versions: readonly string[]
  readonly defaultVersion: string
  readonly options: Readonly<Record<string, Option>>
  readonly matrix?: readonly OptionValues[]
  /** how well its behaviour is known, shown by list */
  readonly evidence: 'verified' | 'source' | 'documentation' | 'report'
  /** is part of the default matrix */
  readonly inDefaultMatrix: boolean
  /** it can dial from ClientRequest.localAddress */
  readonly choosesAddress: boolean
  available(): Promise<Availability>
  /** decided by declaration, never by trying */
  supports(conversation: Conversation, options: OptionValues): true | string
  run(request: ClientRequest): Promise<ClientResult>
  configurationLine(option: string, value: string): string
}

export interface ClientRequest {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly uploadDirectory: string
  readonly conversation: Conversation
  readonly options: OptionValues
  readonly version: string
  /** address to dial from, when the client can choose */
  readonly localAddress: string
  readonly certificates: CertificateStore
  readonly contents: Contents
  /** unique within the run: upload names are made from it */
  readonly token: string
  readonly clock: Clock
  readonly deadlines: Deadlines
  readonly signal: AbortSignal
  /** private scratch directory of the cell, made lazily */
  directory(): Promise<string>
}

export interface ClientResult {
  /** client-wire, client-log and client-program events */
  readonly events: readonly Event[]
  /** as the client end saw them; the harness adds what the server end stored */
  readonly steps: readonly StepOutcome[]
  readonly claims: 'success' | 'failure' | null
  /** it said of itself that it cannot do what was asked, and why */
  readonly unsupported?: string
  /** its own log or trace, redacted, for the support engineer */
  readonly log: string
  /** version that ran */
  readonly version: string
  /** TLS secrets in SSLKEYLOGFILE format, when the client writes them */
  readonly keylog?: string
  /** when the driver ended a client that took too long: what breaks off then
   * is nobody's fault */
  readonly stoppedAt?: number
}

export interface Deadlines {
  readonly stepMs: number
  readonly cellMs: number
}
