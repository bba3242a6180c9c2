/**
 * What an emulated client does unasked: every habit is a field here, so that
 * a profile is a declaration. Does nothing itself.
 */
import type {
  Conversation,
  Side,
  StepOutcome,
  TlsFact,
  TlsVersion,
} from '../../model.js'

/** A refusal that the product's TLS library makes and OpenSSL does not. */
export interface Refusal {
  /** sent in clear, so only before encryption starts: TLS 1.2 and below */
  readonly alert: number
  readonly code: string
  readonly text: string
}

export type Refuse = (
  fact: TlsFact,
  sender: Side,
  version: TlsVersion | null,
) => Refusal | null

/** How a failed handshake is told, in the words of the emulated library. */
export interface TlsFailure {
  readonly number?: number
  readonly code?: string
  readonly text: string
}

export type DataSessionPolicy =
  /** the newest of the control connection and its resumed data connections */
  | 'newest'
  /** the control connection's, copied once and never replaced */
  | 'first'
  | 'none'
  /** the newest of the control connection's own */
  | 'control'
  /** the newest; in TLS 1.3 none is offered twice (OpenSSL's client cache) */
  | 'newest-once'
  /** of a second login */
  | 'other-login'
  /** the control connection's first, however old it is */
  | 'expired'

export interface TlsTraits {
  /** `system-ssl` where TLS 1.1 is the highest version; else node:tls */
  readonly stack: 'node' | 'system-ssl'
  readonly minVersion: TlsVersion
  readonly maxVersion: TlsVersion
  /** how far down it can be told to go */
  readonly lowest: TlsVersion
  /** OpenSSL cipher string, TLS 1.2 and below */
  readonly ciphers: string
  /** where data connections have another (C-Kermit) */
  readonly dataCiphers?: string
  /** suites in the order of the ClientHello, for the stack `system-ssl` */
  readonly suites: readonly number[]
  readonly groups?: string
  readonly signatureAlgorithms?: string
  /** `session-id`: RFC 5077 is not spoken (SSL_OP_NO_TICKET) */
  readonly resumption: 'ticket' | 'session-id'
  /** RFC 7366, which JSSE has not */
  readonly encryptThenMac?: false
  /** asks for a stapled OCSP response (status_request) */
  readonly staple?: boolean
  /** OpenSSL's @SECLEVEL; absent = the library's, 0 below TLS 1.2 */
  readonly securityLevel?: number
  /** the same from TLS 1.2 on; absent = the library's */
  readonly usualLevel?: number
  /** server without RFC 5746 */
  readonly legacyServers: boolean
  readonly verify: 'none' | 'chain' | 'chain-and-name'
  /** compares the name when the handshake is over, and says close_notify */
  readonly nameBehindHandshake?: boolean
  /** `CertificateStore.file` name of what it trusts */
  readonly trust: string
  readonly sendServerName: boolean
  /** a CertificateRequest without names, up to TLS 1.2 */
  readonly emptyAuthorities: 'accept' | 'reject'
  /** 00ff in the ClientHello of the stack `system-ssl` */
  readonly renegotiationScsv: boolean
  /** alert that an unknown issuer is refused with; absent = unknown_ca */
  readonly distrustAlert?: number
  /** alert that another name is refused with; absent = none, only a close */
  readonly nameAlert?: number
  readonly refuse?: Refuse
  readonly describe?: (failure: TlsFailure) => TlsFailure
}

export interface Traits {
  readonly mode: 'explicit' | 'implicit' | 'clear'
  /** `before-tls` is z/OS only: 220 in clear, then the handshake */
  readonly implicitGreeting: 'inside-tls' | 'before-tls'
  readonly auth: readonly string[]
  /** replies after which no further mechanism is tried */
  readonly stopAuthOn: readonly number[]
  /** tried as well where that mechanism is refused: C-Kermit's TLS-P */
  readonly authAlso?: Readonly<Record<string, readonly string[]>>
  readonly authRefused: 'give-up' | 'clear'
  /** `clear`: connects again and logs in without TLS, unless implicit */
  readonly handshakeFailed: 'give-up' | 'clear'
  /** tried on another connection before it goes on in clear */
  readonly authAgain?: string
  /** goes on as if it were logged in */
  readonly loginRefused?: 'unnoticed'
  /** fails before a byte of TLS is sent, e.g. without a key ring */
  readonly localFault?: string
  readonly beforeAuth: readonly string[]
  readonly afterLogin: readonly string[]
  /** lines of the three lists that are sent only where FEAT named a feature */
  readonly ifAnnounced?: Readonly<Record<string, RegExp>>
  /** once, behind login and PROT, whatever is done next */
  readonly beforeSteps?: readonly string[]
  readonly beforeUpload: readonly string[]
  readonly protect: Conversation['protect'] & string
  readonly level: 'C' | 'S' | 'E' | 'P'
  /** PROT P where PROT is due, and a lower level only behind login */
  readonly lowersBehindLogin?: boolean
  /** `not-sent`: implicit TLS without PBSZ and PROT, yet TLS on data */
  readonly implicitProt?: 'sent' | 'not-sent' | 'behind-login'
  /** `clear-below-p`: only a refused PROT P is the end of it */
  readonly protectRefused: 'give-up' | 'clear' | 'clear-below-p'
  /** PBSZ 0 before each PROT P, and before no other level */
  readonly pbszWithP?: boolean
  /** TYPE before a listing; absent = none of its own */
  readonly listType?: 'A'
  /** once, before TYPE and PASV of the first LIST */
  readonly beforeFirstListing?: readonly string[]
  /** TYPE when it is in force already: each time, or once behind a change */
  readonly repeatsType?: 'always' | 'once'
  /** SIZE before RETR */
  readonly asksSize?: boolean
  /** REST behind PASV and its kin, not before them */
  readonly restBehindMode?: boolean
  readonly data: 'pasv' | 'epsv' | 'port' | 'eprt'
  /** PASV and its kin before TYPE and SIZE, not behind them */
  readonly modeFirst?: boolean
  /** PASV behind login and PROT, for the first transfer */
  readonly pasvAhead?: boolean
  /** a refused mode is followed by the other */
  readonly modeFallsBack?: 'to-active' | 'both-ways'
  /** EPSV refused: goes on with PASV */
  readonly epsvFallsBack: boolean
  /** whose address is dialled after 227 */
  readonly passiveAddress: 'reply' | 'peer'
  /** false: PROT P is agreed and the data goes in clear all the same */
  readonly dataTls: boolean
  readonly dataHandshake: 'with-command' | 'after-1yz'
  /** starts no TLS on a connection that the server dialled, and waits */
  readonly activeTls?: 'not-started'
  /** gives a data connection up that stays silent for so long; absent = never */
  readonly dataSilenceMs?: number
  readonly dataSession: DataSessionPolicy
  /** when a conversation asks for the control session: a subclass away */
  readonly whenAsked?: DataSessionPolicy
  /** where TLS 1.3 differs */
  readonly dataSessionTls13?: DataSessionPolicy
  /** `lost`: a ticket that comes during an upload is never offered */
  readonly uploadTickets?: 'kept' | 'lost'
  /** seconds: tickets announced for longer are thrown away (JSSE) */
  readonly longestTicket?: number
  /** without a session to offer a data connection is an error of its own */
  readonly needsSession?: boolean
  /** how long the client itself keeps a session; absent = for ever */
  readonly sessionSeconds?: number
  /** a full data handshake is an error of the client's own */
  readonly requireResumption: boolean
  readonly closeNotify: boolean
  /** closes its socket behind QUIT, and leaves TLS open */
  readonly silentBehindQuit?: boolean
  /** does it still say close_notify behind a FIN of the server? */
  readonly closeNotifyBehindFin?: (
    role: 'control' | 'data',
    version: TlsVersion,
  ) => boolean
  /** reads the data socket to its end before it closes an upload */
  readonly readToEnd: boolean
  /** sends close_notify when CCC is accepted (RFC 4217 6) */
  readonly cccCloseNotify: boolean
  /** CCC before `beforeSteps`, right behind PROT */
  readonly cccFirst?: boolean
  /** `quit`: no further step; `end`: closes without QUIT; absent = goes on */
  readonly afterFailure?: (
    step: StepOutcome['step'],
  ) => 'go-on' | 'quit' | 'end'
  /** steps whose failure it does not tell its user */
  readonly unnoticed?: readonly StepOutcome['step'][]
  readonly tls: TlsTraits
}

/** An OpenSSL client without a fault: profiles state what they differ in. */
export const soundTraits: Traits = {
  mode: 'explicit',
  implicitGreeting: 'inside-tls',
  auth: ['TLS'],
  stopAuthOn: [],
  authRefused: 'give-up',
  handshakeFailed: 'give-up',
  beforeAuth: [],
  afterLogin: ['TYPE I'],
  beforeUpload: [],
  protect: 'after-login',
  level: 'P',
  protectRefused: 'give-up',
  data: 'pasv',
  epsvFallsBack: false,
  passiveAddress: 'reply',
  dataTls: true,
  dataHandshake: 'with-command',
  dataSession: 'newest',
  requireResumption: false,
  closeNotify: true,
  readToEnd: true,
  cccCloseNotify: true,
  tls: {
    stack: 'node',
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    lowest: 'TLSv1',
    ciphers: 'DEFAULT',
    suites: [],
    resumption: 'ticket',
    legacyServers: false,
    verify: 'chain-and-name',
    trust: 'ca.pem',
    sendServerName: true,
    emptyAuthorities: 'accept',
    renegotiationScsv: true,
  },
}

const order: readonly TlsVersion[] = [
  'SSLv2',
  'SSLv3',
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]

export const atMost = (a: TlsVersion, b: TlsVersion): boolean =>
  order.indexOf(a) <= order.indexOf(b)

/** Our own stack speaks TLS 1.0 and 1.1 only. */
export const usesSystemSsl = (tls: TlsTraits): boolean =>
  tls.stack === 'system-ssl' && atMost(tls.maxVersion, 'TLSv1.1')
