/**
 * All that can differ between two FTP servers, as data. A product's emulator
 * is a function from its version and options to this; the engine obeys it and
 * knows no product.
 */
import type { SecureVersion } from 'node:tls'
import type { Hooks } from './hooks.js'
import type { Replies, Situation } from './replies.js'
import type { SecureLayer } from './secure-stream.js'

export interface EngineConfig {
  readonly replies: Replies
  /** the control connection is closed behind these replies */
  readonly closing: readonly Situation[]
  readonly verbs: VerbConfig
  /** null: the server was built or configured without TLS */
  readonly tls: TlsConfig | null
  /** TLS from the first byte */
  readonly implicit: boolean
  /** implicit TLS begins behind a greeting in clear (z/OS) */
  readonly greetsInClear?: boolean
  readonly auth: AuthConfig
  readonly login: LoginConfig
  readonly protect: ProtectConfig
  readonly data: DataConfig
  /** FEAT between the first and the last line; computed per session */
  readonly features: readonly string[]
  readonly closeNotify: { readonly control: boolean; readonly data: boolean }
  readonly limits: LimitConfig
  readonly timeouts: TimeoutConfig
  readonly hooks: readonly Hooks[]
}

export interface VerbConfig {
  /** obeyed before login; anything else is answered `not-logged-in` */
  readonly beforeLogin: readonly string[]
  /** obeyed after login; anything else is answered `unknown-command` */
  readonly afterLogin: readonly string[]
  /** after login: `permission-denied` */
  readonly denied: readonly string[]
  /** answered `not-implemented` */
  readonly notImplemented: readonly string[]
  /** what an unknown verb gets before login */
  readonly unknownBeforeLogin: Situation
  /** these end the session with `http-verb` before, after login */
  readonly httpKills: { readonly before: boolean; readonly after: boolean }
}

export interface TlsConfig {
  readonly chainPem: string
  readonly keyPem: string
  readonly minVersion: SecureVersion
  readonly maxVersion: SecureVersion
  /** OpenSSL cipher string for TLS 1.2 and below */
  readonly ciphers: string
  /** instead of node:tls, which then has no say in what is above */
  readonly layer?: SecureLayer
  /** OpenSSL group list; absent: the library's own */
  readonly groups?: string
  /** OpenSSL SSL_OP_ bits beyond what the rest implies */
  readonly options?: number
  readonly clientCertificate: ClientCertificateConfig
  readonly resumption: ResumptionConfig
  /** a client's ALPN list must hold one of these; absent: ALPN is ignored */
  readonly alpn?: readonly string[]
  /** exact, case-sensitive; alert 112 otherwise */
  readonly serverName?: string
  /** what is written in clear on control after a failed handshake */
  readonly failureText: 'none' | 'openssl-1' | 'openssl-3'
  /** what the product's other process adds, after a failure on control, data */
  readonly failureEcho?: { readonly control: string; readonly data: string }
}

export interface ClientCertificateConfig {
  readonly request: boolean
  /** PEM of the CAs named in the CertificateRequest; '' = empty list */
  readonly authorities: string
  /** alert 40 or 116 without one */
  readonly require: boolean
  /** PEM of the CAs that `verify` goes by; absent: `authorities` */
  readonly trusted?: string
  /** must chain to one of them */
  readonly verify: boolean
  /** data must present the certificate that control did */
  readonly sameOnData: boolean
}

export interface ResumptionConfig {
  readonly by: 'ticket' | 'session-id' | 'none'
  /** seconds; in TLS 1.2 also the ticket's lifetime hint */
  readonly lifetime: number
  /**
   * who can resume a ticket: any client of this listener, or only the control
   * connection that it was made on. Session ids are always bound to control;
   * a TLS 1.3 session without tickets is a ticket bound to control here,
   * because Node cannot resume a stateful one.
   */
  readonly binding: 'listener' | 'control'
  /**
   * TLS 1.3 tickets: a new one on each connection, also a resumed one (absent,
   * OpenSSL's way), only where the handshake was a full one, or none at all
   */
  readonly tls13Tickets?: 'full-handshake' | 'none'
  /**
   * false: the server set no session id context, so OpenSSL fails each
   * resumption where a client certificate is asked for
   */
  readonly idContext?: boolean
}

export interface AuthConfig {
  /** mechanism to the protection level that it implies on data */
  readonly mechanisms: Readonly<Record<string, 'C' | 'P'>>
  readonly afterLogin: boolean
  /**
   * bytes behind AUTH in the same segment: thrown away, taken for TLS (what a
   * server does that reads line by line), or obeyed inside TLS (the hole)
   */
  readonly pipelined: 'discard' | 'tls' | 'obey'
}

export interface LoginConfig {
  readonly local: boolean
  readonly anonymous: boolean
  /** without TLS: refused */
  readonly localNeedsTls: boolean
  readonly anonymousNeedsTls: boolean
  readonly anonymousMayUseTls: boolean
  readonly anonymousPassword: boolean
  /** anonymous users may write */
  readonly anonymousWrite: boolean
  /** uploads and other changes by local users */
  readonly write: boolean
}

export interface ProtectConfig {
  readonly levels: readonly ('C' | 'P')[]
  readonly ignoreCase: boolean
  /** PROT is refused before PBSZ (RFC 2228) */
  readonly pbszFirst: boolean
  readonly initial: 'C' | 'P'
  /** data without TLS is refused, for local and for anonymous users */
  readonly required: { readonly local: boolean; readonly anonymous: boolean }
  readonly ccc: boolean
  /** how TLS ends after CCC; absent: CCC is refused, whatever `ccc` says */
  readonly cccEnd?: 'notify' | 'silent'
}

export interface DataConfig {
  readonly passive: boolean
  readonly active: boolean
  /** address in 227; absent: the address that the client dialled */
  readonly passiveAddress?: string
  /** PASV dies with this text */
  readonly passiveFailure?: string
  /** refused after EPSV ALL (RFC 2428 section 4) */
  readonly epsvAllStops: readonly string[]
  /** a data connection from another address is served */
  readonly promiscuous: boolean
  /** lowest port that PORT and EPRT may name */
  readonly lowestActivePort: number
  /** 150 goes out before or after the TLS handshake */
  readonly handshake: 'after-150' | 'before-150'
  readonly reuseRequired: boolean
  /** a failed data handshake kills control with the clear failure text */
  readonly handshakeFailureKills: boolean
  /** an upload's end counts only with close_notify */
  readonly strictRead: boolean
  /** a download counts only when the client answers close_notify */
  readonly strictWrite: boolean
  /** what an upload cut by RST is called; pyftpdlib says success */
  readonly resetIs: 'failure' | 'success'
  /** the final reply waits until the client closed its end */
  readonly awaitClose: boolean
  /** STOR empties the file before the data handshake */
  readonly truncateFirst: boolean
  readonly deleteFailedUploads: boolean
  /** REST before a transfer in TYPE A is refused at the transfer */
  readonly asciiRestartRefused?: boolean
  /** ABOR is read only when the transfer is over */
  readonly aborAfterTransfer: boolean
}

export interface LimitConfig {
  readonly clients: number
  readonly perAddress: number
  /** unknown commands before login; 0: no limit */
  readonly unknownCommands: number
  readonly lineLength: number
}

/** Milliseconds; 0: none. */
export interface TimeoutConfig {
  readonly idle: number
  readonly accept: number
  readonly connect: number
  readonly data: number
  /** text written in clear instead of `idle` when TLS is on */
  readonly idleTlsText?: string
}
