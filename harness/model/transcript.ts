/** The events of one session, merged over all vantages. */
import type { Conversation, StepOutcome } from './conversation.js'
import type { ConnectionRole, Event, LogFact, Vantage } from './event.js'
import type { CertificateFacts, ClientHello, ServerHello } from './tls.js'
import type { Side, TlsVersion } from './words.js'

export interface Reply {
  readonly at: number
  readonly code: number
  readonly text: string
  readonly clear: boolean
  readonly from: readonly Vantage[]
}

export interface Exchange {
  readonly at: number
  /** null for the greeting and for replies that nobody asked for */
  readonly verb: string | null
  readonly argument: string
  readonly clear: boolean
  readonly replies: readonly Reply[]
  /** ordinals of the data connections opened while this command was pending */
  readonly data: readonly number[]
  readonly from: readonly Vantage[]
}

/** How the client tried to resume. */
export type SessionOffer = 'none' | 'session-id' | 'ticket' | 'psk'

/** One handshake, merged over the vantages that saw it. */
export interface Handshake {
  readonly at: number
  readonly hello: ClientHello | null
  readonly retried: boolean
  readonly serverHello: ServerHello | null
  readonly version: TlsVersion | null
  readonly certificates: readonly CertificateFacts[] | null
  readonly clientCertificates: readonly CertificateFacts[] | null
  readonly certificateRequest: {
    readonly authorities: number
    readonly types: readonly number[]
  } | null
  readonly tickets: readonly {
    readonly lifetime: number
    readonly keyName: string
    readonly fingerprint: string
  }[]
  readonly offer: SessionOffer
  /** null: not visible from any vantage */
  readonly resumed: boolean | null
  /** what each vantage says, so that a disagreement can be shown */
  readonly resumedBy: Readonly<Partial<Record<Vantage, boolean>>>
  readonly completed: boolean
  /** completed as the client, and as the server, saw it; null = not seen */
  readonly completedBy: Readonly<Record<Side, boolean | null>>
  /** fatal alert that ended the handshake or the session */
  readonly alert: {
    readonly sender: Side
    readonly code: number | null
    readonly name: string
  } | null
  /** the last handshake message before it stopped, with its sender */
  readonly lastMessage: { readonly sender: Side; readonly name: string } | null
  readonly failures: readonly {
    readonly side: Side
    readonly number?: number
    readonly code?: string
    readonly text: string
  }[]
}

export interface Connection {
  readonly role: ConnectionRole
  readonly ordinal: number
  readonly at: number
  readonly mode: 'passive' | 'active' | null
  readonly dialled: Side
  /** TCP connection was established */
  readonly opened: boolean
  readonly openFailure: { readonly code: string; readonly text: string } | null
  readonly handshake: Handshake | null
  /** bytes in clear where TLS was due */
  readonly clearBytes: readonly {
    readonly sender: Side
    readonly text: string
  }[]
  readonly closeNotify: Readonly<Record<Side, boolean | null>>
  readonly closed: {
    readonly by: Side | 'unknown'
    readonly how: 'fin' | 'rst'
    readonly at: number
  } | null
  /** payload bytes as written by one end and as read by the other */
  readonly payload: Readonly<Record<Side, number | null>>
  readonly timeouts: readonly {
    readonly side: Side
    readonly waitingFor: string
    readonly ms: number
  }[]
  readonly facts: readonly LogFact[]
}

export interface ControlConnection extends Connection {
  readonly role: 'control'
  readonly greeting: Reply | null
  readonly exchanges: readonly Exchange[]
  /** TLS from the first byte */
  readonly implicit: boolean | null
}

export interface DataConnection extends Connection {
  readonly role: 'data'
  /** ordinal of its control connection */
  readonly control: number
  /** RETR, STOR, LIST … null when no command can be tied to it */
  readonly command: Exchange | null
  /** level in force when it was opened */
  readonly protection: 'C' | 'P' | null
}

export interface Transcript {
  readonly events: readonly Event[]
  readonly controls: readonly ControlConnection[]
  readonly data: readonly DataConnection[]
  readonly steps: readonly StepOutcome[]
  /** everything that was said in logs, with its vantage */
  readonly logs: readonly {
    readonly from: Vantage
    readonly text: string
    readonly fact?: LogFact
  }[]
  /** what could not be seen, in words, e.g. "replies after AUTH: encrypted" */
  readonly unseen: readonly string[]
  readonly vantages: readonly Vantage[]
  readonly context: TranscriptContext
}

/** What the harness knows about the peers; empty for artefacts. */
export interface TranscriptContext {
  readonly server?: PeerFacts
  readonly client?: PeerFacts
  /** the client tells its user that all went well; null = it did not say */
  readonly clientClaims?: 'success' | 'failure' | null
  readonly implicit?: boolean
  /** what the scenario asks for on purpose, e.g. a refused PROT level */
  readonly intended?: Conversation
}

export interface PeerFacts {
  readonly profile: string
  readonly product: string
  readonly version: string
  readonly options: Readonly<Record<string, string>>
}
