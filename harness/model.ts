/**
 * The words of the product as types. Everything that crosses a folder is
 * declared here; nothing here does anything.
 */

export type Side = 'client' | 'server'

/** Where a program runs: in this process, as a child, in a container. */
export type BackendName = 'embedded' | 'process' | 'docker' | 'real'

/** In the order in which an FTPS session goes through them; then SMTP. */
export const phases = [
  'connect',
  'greeting',
  'auth',
  'control-tls',
  'login',
  'protect',
  'passive',
  'active',
  'data-tcp',
  'data-tls',
  'transfer',
  'data-close',
  'reply',
  'idle',
  'quit',
  'ehlo',
  'starttls',
  'tls',
  'mail',
] as const
export type Phase = (typeof phases)[number]

export type TlsVersion =
  'SSLv2' | 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/* ------------------------------------------------------------------ events */

/** Who saw it. A rule may weigh vantages; it never asks how they were made. */
export type Vantage =
  | 'client-wire'
  | 'server-wire'
  | 'relay-wire'
  | 'client-log'
  | 'server-log'
  | 'client-program'
  | 'server-program'

export type ConnectionRole = 'control' | 'data'

export interface Event {
  /** milliseconds since the start of the session, from a monotonic clock */
  readonly at: number
  readonly from: Vantage
  readonly role: ConnectionRole
  /** 1, 2, … per role in the order in which this vantage saw them open */
  readonly ordinal: number
  readonly body: EventBody
}

export type EventBody =
  | {
      readonly kind: 'open'
      /** who dialled; in active mode the server does */
      readonly dialled: Side
      readonly mode?: 'passive' | 'active'
      readonly clientPort?: number
      readonly serverPort?: number
      /** the address that was dialled, when the client dialled */
      readonly serverAddress?: string
      /** the control connection (ordinal) that a data connection belongs to */
      readonly control?: number
    }
  | {
      readonly kind: 'open-failed'
      readonly code: string
      readonly text: string
    }
  | {
      readonly kind: 'close'
      /** whose FIN or RST came first; unknown when only one end was seen */
      readonly by: Side | 'unknown'
      readonly how: 'fin' | 'rst'
    }
  | {
      readonly kind: 'command'
      readonly verb: string
      /** redacted for PASS, ACCT and AUTH payloads */
      readonly argument: string
      /** sent without TLS */
      readonly clear: boolean
    }
  | {
      readonly kind: 'reply'
      readonly code: number
      /** all lines without the codes, joined by \n */
      readonly text: string
      readonly clear: boolean
    }
  | { readonly kind: 'tls'; readonly sender: Side; readonly fact: TlsFact }
  /** Bytes that are not TLS where TLS was due: the peer spoke in clear. */
  | {
      readonly kind: 'clear-bytes'
      readonly sender: Side
      readonly text: string
    }
  /** What the TLS library of one end says once its handshake is complete. */
  | {
      readonly kind: 'established'
      readonly version: TlsVersion
      readonly cipher: string
      readonly resumed: boolean
    }
  /** The TLS library or socket of one end gave up, in its own words. */
  | {
      readonly kind: 'tls-failed'
      /** OpenSSL's number when the text holds one, e.g. 0x0A000417 */
      readonly number?: number
      /** Node's code, curl's number, System SSL's rc, … */
      readonly code?: string
      readonly text: string
    }
  /** Payload bytes moved on a data connection, as its end counted them. */
  | { readonly kind: 'payload'; readonly sender: Side; readonly bytes: number }
  /** An end waited for something until its deadline. */
  | {
      readonly kind: 'timeout'
      readonly waitingFor: string
      readonly ms: number
    }
  /** A line of a log, understood or not. */
  | { readonly kind: 'log'; readonly text: string; readonly fact?: LogFact }

/** What a log line states, in words that no product owns. */
export type LogFact =
  | {
      readonly is: 'handshake'
      readonly resumed?: boolean
      readonly version?: string
      readonly cipher?: string
      readonly clientCertificate?: boolean
    }
  | {
      readonly is: 'handshake-failed'
      readonly number?: number
      readonly text: string
    }
  | { readonly is: 'not-reused' }
  | { readonly is: 'session-mismatch' }
  | { readonly is: 'client-certificate-missing-on-data' }
  | { readonly is: 'client-certificate-differs-on-data' }
  | { readonly is: 'eof-without-close-notify' }
  | { readonly is: 'shutdown'; readonly text: string }
  | { readonly is: 'alpn-rejected' }
  | { readonly is: 'fatal'; readonly text: string }
  | { readonly is: 'login'; readonly ok: boolean }
  | {
      readonly is: 'transfer'
      readonly direction: 'upload' | 'download'
      readonly ok: boolean
    }
  | {
      readonly is: 'exit'
      readonly code: number
      readonly claims: 'success' | 'failure'
    }

export type TlsFact =
  | ClientHello
  | ServerHello
  | { readonly is: 'hello-retry-request'; readonly group?: number }
  | { readonly is: 'certificate'; readonly chain: readonly CertificateFacts[] }
  | {
      readonly is: 'certificate-request'
      /** number of distinguished names; 0 is an empty (or, in 1.3, absent) list */
      readonly authorities: number
      readonly types: readonly number[]
    }
  | {
      readonly is: 'new-session-ticket'
      /** lifetime hint in seconds */
      readonly lifetime: number
      readonly length: number
      /** first 16 bytes in hex: OpenSSL's ticket key name */
      readonly keyName: string
      /** short hash that matches the same ticket when it is offered */
      readonly fingerprint: string
    }
  | { readonly is: 'change-cipher-spec' }
  | { readonly is: 'finished' }
  | {
      readonly is: 'alert'
      /** null when it is encrypted and no secret is at hand */
      readonly level: 'warning' | 'fatal' | null
      readonly code: number | null
      readonly name: string
      readonly encrypted: boolean
    }
  | { readonly is: 'close-notify' }
  /** first application data record of this sender (not one event per record) */
  | { readonly is: 'application-data' }
  | {
      readonly is: 'handshake-message'
      readonly type: number
      readonly name: string
    }
  /** a record that breaks the record layer's own rules */
  | { readonly is: 'malformed'; readonly why: string }

export interface OfferedSession {
  readonly length: number
  readonly keyName: string
  readonly fingerprint: string
}

export interface ClientHello {
  readonly is: 'client-hello'
  readonly format: 'tls' | 'sslv2'
  /** version of the record that carried it */
  readonly recordVersion: TlsVersion | null
  /** legacy_version field */
  readonly version: TlsVersion | null
  /** highest version that it offers */
  readonly highest: TlsVersion | null
  /** supported_versions, or empty when the extension is absent */
  readonly versions: readonly TlsVersion[]
  readonly ciphers: readonly number[]
  readonly extensions: readonly number[]
  readonly groups: readonly number[]
  readonly signatureAlgorithms: readonly number[]
  readonly serverName?: string
  readonly alpn?: readonly string[]
  /** hex */
  readonly sessionId: string
  /** RFC 5077 ticket offered; absent = extension absent; length 0 = empty */
  readonly ticket?: OfferedSession
  /** TLS 1.3 pre_shared_key identities */
  readonly psk?: readonly OfferedSession[]
}

export interface ServerHello {
  readonly is: 'server-hello'
  readonly version: TlsVersion | null
  readonly cipher: number
  readonly sessionId: string
  readonly extensions: readonly number[]
  /** TLS 1.3: pre_shared_key was selected */
  readonly pskSelected: boolean
  readonly group?: number
}

export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  readonly notBefore: string
  readonly notAfter: string
  readonly keyType: string
  readonly keyBits: number
  readonly signatureAlgorithm: string
  readonly names: readonly string[]
  readonly authority: boolean
  readonly sha256: string
}

/* -------------------------------------------------------------- transcript */

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

/* ----------------------------------------------------------------- scenario */

/** A file that the server offers for download, with checkable contents. */
export const downloads = [
  'empty',
  'one-byte',
  'small',
  '256KiB',
  '1MiB',
  '64MiB',
] as const
export type FileSize = (typeof downloads)[number]

export type Step =
  | { readonly do: 'list'; readonly verb?: 'LIST' | 'NLST' | 'MLSD' }
  | { readonly do: 'get'; readonly size: FileSize; readonly restartAt?: number }
  /** always to a name that does not exist yet */
  | {
      readonly do: 'put'
      readonly size: FileSize
      readonly verb?: 'STOR' | 'APPE'
    }
  | { readonly do: 'abort'; readonly size: FileSize }
  | { readonly do: 'pbsz'; readonly size?: number }
  | {
      readonly do: 'prot'
      /** C, S, E, P or what a client gets wrong */ readonly level: string
    }
  | { readonly do: 'ccc' }
  | { readonly do: 'rein' }
  | { readonly do: 'wait'; readonly ms: number }
  /** any other command; passes when the reply is in `accept` */
  | {
      readonly do: 'command'
      readonly line: string
      readonly accept: readonly number[]
    }
  /** plain text sent in the same segment behind AUTH */
  | { readonly do: 'inject'; readonly line: string }

/** Which TLS session the client offers on its data connections. */
export type DataSession =
  /** the client's own habit */
  | 'habit'
  | 'control'
  | 'none'
  /** a session taken from another login to the same listener */
  | 'other-login'
  /** the control session after the server's lifetime for it has passed */
  | 'expired'

/** Peers and scenarios of one protocol meet; absent = ftp. */
export type Protocol = 'ftp' | 'smtp'

/** One message, and who may send it. */
export interface MailConversation {
  /** the user has an account there and its client authenticates with it */
  readonly authenticate?: boolean
}

/** What the client side is asked to do. Absent = the client's own habit. */
export interface Conversation {
  /** SMTP: the message to deliver; `steps` then hold nothing but `inject` */
  readonly mail?: MailConversation
  readonly mode?: 'explicit' | 'implicit' | 'clear'
  /** mechanisms in the order in which they are tried */
  readonly auth?: readonly string[]
  readonly minVersion?: TlsVersion
  readonly maxVersion?: TlsVersion
  /** OpenSSL cipher string, TLS 1.2 and below */
  readonly ciphers?: string
  readonly resumption?: 'ticket' | 'session-id'
  readonly dataSession?: DataSession
  readonly protect?:
    | 'before-login'
    | 'after-login'
    | 'never'
    | 'prot-without-pbsz'
    | 'before-auth'
  readonly level?: 'C' | 'S' | 'E' | 'P'
  readonly data?: 'pasv' | 'epsv' | 'port' | 'eprt'
  readonly closeNotify?: boolean
  /** read the data socket to its end before closing an upload */
  readonly readToEnd?: boolean
  readonly verify?: boolean
  readonly certificate?: CertificateSpec | 'none'
  /** the host name to be verified; default localhost */
  readonly serverName?: string
  readonly alpn?: readonly string[]
  /** default: one listing */
  readonly steps?: readonly Step[]
}

/** SMTP: what the reply to EHLO offers and what the server insists on. */
export interface MailSettings {
  readonly starttls?: boolean
  /** SASL mechanisms in the reply to EHLO; [] = no AUTH */
  readonly authBeforeTls?: readonly string[]
  readonly authInsideTls?: readonly string[]
  /** `AUTH=PLAIN`, for clients of before RFC 2554 */
  readonly authSpelling?: 'AUTH' | 'AUTH=' | 'both'
  readonly tlsRequired?: boolean
  readonly authRequired?: boolean
  /** the client must say EHLO again inside TLS (RFC 3207 4.2) */
  readonly ehloInsideTls?: 'required' | 'not-required'
  /** text where the ServerHello is due */
  readonly plainTextInHandshake?: boolean
  /** commands sent in clear behind STARTTLS (CVE-2011-0411) */
  readonly commandsBehindStarttls?: 'discarded' | 'obeyed'
}

/**
 * What the server side must be like, in words that every product can map to
 * its own options (`ServerProfile.realise`). Absent = as the product ships it.
 */
export interface ServerSettings {
  readonly mail?: MailSettings
  readonly implicit?: boolean
  readonly tls?: 'off'
  readonly versions?: readonly TlsVersion[]
  /** OpenSSL cipher string for TLS 1.2 and below */
  readonly ciphers?: string
  readonly certificate?: CertificateSpec
  readonly certificateRequest?:
    'none' | 'empty-list' | 'with-authorities' | 'required' | 'verified'
  readonly sessionReuse?: 'required' | 'not-required'
  /** how sessions can be resumed up to TLS 1.2 (and, 'none', in 1.3) */
  readonly resumption?: 'ticket' | 'session-id' | 'none'
  /** seconds */
  readonly sessionLifetime?: number
  readonly dataProtection?: 'required' | 'optional'
  readonly loginProtection?: 'required' | 'optional'
  /** an upload must (strict) or need not end with close_notify */
  readonly uploadEnd?: 'strict' | 'lenient'
  /** a download's close_notify must be answered */
  readonly downloadEnd?: 'strict' | 'lenient'
  readonly passive?: boolean
  readonly active?: boolean
  /** the address in 227 */
  readonly passiveAddress?: string
  readonly serverNameRequired?: string
  /** server's own data connections end without close_notify */
  readonly closeNotify?: boolean
  readonly commandsDenied?: readonly string[]
}

export interface CertificateSpec {
  readonly key?:
    | 'rsa-1024'
    | 'rsa-2048'
    | 'rsa-3072'
    | 'rsa-4096'
    | 'ec-p256'
    | 'ec-p384'
    | 'ec-p521'
  readonly digest?: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'
  readonly validity?: 'current' | 'expired' | 'future'
  /** DNS names and IP addresses; default localhost, 127.0.0.1, ::1 */
  readonly names?: readonly string[]
  readonly chain?:
    | 'direct'
    | 'self-signed'
    | 'intermediate'
    | 'intermediate-missing'
    | 'wrong-order'
    | 'unknown-ca'
  readonly usage?: 'server' | 'client' | 'ca'
}

export interface Scenario {
  readonly protocol?: Protocol
  /** the path below scenarios/, e.g. reuse/data-must-resume */
  readonly id: string
  /** a sentence */
  readonly title: string
  /** who is hurt when this fails, two or three lines */
  readonly why: string
  /** RFC clause, bug, thread */
  readonly references: readonly string[]
  /** named dimensions; each combination is one variant of the scenario */
  readonly matrix?: Readonly<Record<string, readonly string[]>>
  /** the declaration for one point of the matrix */
  readonly conversation: Conversation | ((point: Point) => Conversation)
  readonly server?: ServerSettings | ((point: Point) => ServerSettings)
  /** what stands between them: the name of a file in harness/networks/ */
  readonly network?: string | ((point: Point) => string)
  /** what must be observed for the cell to pass, beyond every step working */
  readonly require?: Requirement | ((point: Point) => Requirement)
  /** finding ids that it may raise: linted against harness/findings */
  readonly findings: readonly string[]
  /** runs per cell when the outcome is a race; verdict flaky when mixed */
  readonly repeat?: number
  /** not part of the default matrix */
  readonly optIn?: boolean
}
export type Point = Readonly<Record<string, string>>

export interface Requirement {
  /** every data connection was proved resumed at every end that can tell */
  readonly dataResumed?: boolean
  /** the scenario wants a refusal: it passes when the peer refuses cleanly */
  readonly refused?: {
    readonly step: 'auth' | 'login' | 'prot' | 'data' | 'put' | 'control-tls'
    readonly codes?: readonly number[]
  }
  readonly dataProtected?: boolean
  readonly tlsVersion?: TlsVersion
}

/** What became of one step, from the bytes at both ends. */
export interface StepOutcome {
  readonly step:
    | 'connect'
    | 'ehlo'
    | 'starttls'
    | 'auth'
    | 'control-tls'
    | 'login'
    | 'protect'
    | Step['do']
    | 'mail'
    | 'quit'
  readonly label: string
  readonly ok: boolean
  readonly at: number
  readonly ms: number
  /** the final reply code that the client end saw, when there was one */
  readonly code?: number
  /** why it is not ok, in one sentence */
  readonly why?: string
  /** phase in which it stopped */
  readonly phase?: Phase
  /** ordinal of the data connection that carried it */
  readonly data?: number
  readonly transfer?: TransferOutcome
}

export interface TransferOutcome {
  readonly direction: 'upload' | 'download' | 'listing'
  readonly name: string
  /** bytes that should have arrived; null for listings */
  readonly expected: number | null
  /** bytes that did arrive at the receiving end; null = cannot be known here */
  readonly arrived: number | null
  /** contents are equal (not only the length); null = cannot be known here */
  readonly intact: boolean | null
  /** a reply 2xx followed, i.e. the server reported success */
  readonly reportedOk: boolean
}

/* ------------------------------------------------------------------ options */

export type SecurityCost = 'none' | 'low' | 'high'

/**
 * A named setting of a peer in its vendor's spelling. Server and client
 * options have this one shape; attribution sees nothing else.
 */
export interface Option {
  /** in one line: what changes on the wire */
  readonly effect: string
  readonly type: 'boolean' | 'choice' | 'number' | 'text' | 'file'
  /** for boolean and choice, in the vendor's spelling */
  readonly values?: readonly string[]
  /** by version: the newest entry whose key is <= the version holds; '' unset */
  readonly default: string | Readonly<Record<string, string>>
  /** first and last version that knows it; a version outside does not offer it */
  readonly since?: string
  readonly until?: string
  readonly reference: string
  readonly cures?: readonly Cure[]
  /** how well the behaviour is known */
  readonly evidence?: 'verified' | 'source' | 'documentation' | 'report'
}

/** "When finding F is raised and I have the value `when`, try `to`." */
export interface Cure {
  readonly finding: string
  /** current values that can be to blame; absent = any value but `to` */
  readonly when?: readonly string[]
  readonly to: string
  readonly securityCost: SecurityCost
  /** one line: what the loosening exposes; '' when cost is none */
  readonly exposes: string
  /** since which version of the product this value has this effect */
  readonly since?: string
  /**
   * Ranks cures that cost the same: the vendor's correction of the defect
   * before what hardens the peer, and both before what only avoids the fault.
   */
  readonly nature?: 'correction' | 'hardening'
}

export type OptionValues = Readonly<Record<string, string>>

/* ------------------------------------------------------------------- server */

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

/* ------------------------------------------------------------------- client */

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
}

export interface Deadlines {
  readonly stepMs: number
  readonly cellMs: number
}

/* ------------------------------------------------------- shared providers */

export interface Clock {
  /** milliseconds, monotonic, since the start of the cell */
  now(): number
}

export interface Certificate {
  /** leaf first, in the order in which the server is to send them */
  readonly chainPem: string
  readonly keyPem: string
  /** the root that a client would have to trust */
  readonly rootPem: string
}

export interface CertificateStore {
  get(spec: CertificateSpec): Promise<Certificate>
  /** the root of every chain that is not self-signed or unknown-ca */
  rootPem(): Promise<string>
  /**
   * The PEM behind the value of an option of type `file`: `ca.pem` is the
   * root, `other-ca.pem` a root that signed nothing, anything else a path.
   */
  file(name: string): Promise<string>
}

export interface Contents {
  /** deterministic bytes; the same buffer for the same size */
  bytes(size: FileSize): Buffer
  sha256(size: FileSize): string
  fileName(size: FileSize): string
}

/* ----------------------------------------------------------------- findings */

export type Severity = 'fault' | 'warning' | 'note'
export type Certainty = 'proved' | 'stated' | 'inferred'

export interface Rule {
  readonly id: string
  readonly phase: Phase
  readonly severity: Severity
  /** the id as a sentence */
  readonly title: string
  /** for `explain`: what it means, in a paragraph */
  readonly explanation: string
  readonly references: readonly string[]
  /** ids that this one makes superfluous: it is more exact, or the cause of them */
  readonly supersedes?: readonly string[]
  /** pure: looks at nothing but the transcript */
  find(transcript: Transcript): readonly Match[]
}

/** What a rule returns; the engine adds the id and the culprits. */
export interface Match {
  readonly statement: string
  readonly certainty: 'stated' | 'inferred'
  readonly evidence: readonly Evidence[]
  readonly phase?: Phase
  /** which artefact would settle what is still open */
  readonly settledBy?: string
  /** place in the session: orders findings of one phase */
  readonly at?: number
}

export interface Evidence {
  readonly source: Vantage
  readonly text: string
}

export interface Culprit {
  readonly side: Side
  readonly product: string
  readonly option: string
  readonly value: string
  readonly cure: string
  readonly securityCost: SecurityCost
  readonly exposes: string
  /** the exact line to write */
  readonly line: string
}

export interface Finding {
  readonly id: string
  readonly phase: Phase
  readonly severity: Severity
  readonly statement: string
  readonly certainty: Certainty
  readonly culprits: readonly Culprit[]
  readonly evidence: readonly Evidence[]
  readonly settledBy?: string
}

/* --------------------------------------------------------------- cell, run */

export type Verdict =
  'pass' | 'fail' | 'flaky' | 'unsupported' | 'skipped' | 'error'

export interface PeerChoice {
  readonly profile: string
  readonly backend: BackendName
  readonly version: string
  /** only what differs from the product's default; vendor spelling */
  readonly options: OptionValues
}

/** A cell as planned; its id can be pasted to --only. */
export interface Cell {
  readonly id: string
  readonly scenario: string
  readonly point: Point
  readonly server: PeerChoice
  readonly client: PeerChoice
}

export interface Expected {
  readonly verdict: Verdict
  /** id of the first finding */
  readonly finding?: string
  readonly reason: string
}

export interface CellResult extends Cell {
  readonly verdict: Verdict
  /** why, for unsupported, skipped and error */
  readonly reason?: string
  readonly expected: Expected
  readonly asExpected: boolean
  readonly durationMs: number
  readonly steps: readonly StepOutcome[]
  readonly findings: readonly Finding[]
  readonly events: readonly Event[]
  /** for repeated cells */
  readonly runs?: readonly {
    readonly verdict: Verdict
    readonly durationMs: number
    readonly why?: string
  }[]
  readonly clientLog?: string
  readonly attribution?: Attribution
}

export interface Attribution {
  /** cells run for it, confirmations included, side effects not */
  readonly reruns: number
  /** false: the budget ended the search */
  readonly complete: boolean
  readonly cures: readonly CureSet[]
  /** suspects whose change did not alter the outcome */
  readonly refuted: readonly Change[]
  /** it passed when run again with nothing changed: nothing can be proved */
  readonly reproduced?: false
  /** for a passing cell: options that can be tightened and it still passes */
  readonly tolerates?: readonly Change[]
  /** for a passing cell: options that cannot, it fails then */
  readonly needs?: readonly Change[]
}
export interface CureSet {
  readonly rank: number
  readonly changes: readonly Change[]
  readonly securityCost: SecurityCost
  /** what each loosening exposes; empty when the cost is none */
  readonly exposes: readonly string[]
  readonly proof: 'proved'
  /** configuration lines in the order of the changes, joined by newlines */
  readonly line: string
  readonly sideEffects: readonly string[]
}
export interface Change {
  readonly side: Side
  readonly product: string
  readonly option: string
  readonly from: string
  readonly to: string
}

export interface Lane {
  readonly profile: string
  readonly side: Side
  readonly backend: BackendName
  readonly available: boolean
  readonly detail: string
  readonly hint?: string
}

/** One line of run.jsonl. */
export type JournalEntry =
  | {
      readonly type: 'run-start'
      readonly v: 1
      readonly tool: string
      readonly startedAt: string
      readonly node: string
      readonly openssl: string
      readonly platform: string
      readonly cells: number
      readonly lanes: readonly Lane[]
      readonly command: readonly string[]
    }
  | { readonly type: 'cell-start'; readonly id: string }
  | { readonly type: 'cell-end'; readonly cell: CellResult }
  /** one run of a changed cell, made to find or to confirm a cause */
  | {
      readonly type: 'rerun'
      readonly of: string
      readonly id: string
      readonly verdict: Verdict
      readonly finding?: string
      readonly durationMs: number
    }
  | {
      readonly type: 'run-end'
      readonly interrupted: boolean
      readonly durationMs: number
    }

export interface Summary {
  readonly cells: number
  readonly pass: number
  readonly fail: number
  readonly flaky: number
  readonly unsupported: number
  readonly skipped: number
  readonly error: number
  /** results that are not what was expected, in either direction */
  readonly deviations: number
  readonly durationMs: number
  readonly interrupted: boolean
}

/* ------------------------------------------------------------------ reports */

/** What a report sees: the journal, replayed. */
export interface RunRecord {
  readonly start: Extract<JournalEntry, { type: 'run-start' }>
  readonly cells: readonly CellResult[]
  readonly summary: Summary
}

export interface ReportFormat {
  readonly id: string
  readonly title: string
  /** without the dot */
  readonly extension: string
  /** written by a plain run into the report directory */
  readonly byDefault: boolean
  /** pure: the same record gives the same text */
  render(record: RunRecord, options: RenderOptions): Iterable<string>
}

export interface RenderOptions {
  readonly colour: boolean
  readonly width: number
  /** texts of findings for reports that explain */
  readonly explain: (
    finding: string,
  ) => { readonly title: string; readonly explanation: string } | undefined
}
