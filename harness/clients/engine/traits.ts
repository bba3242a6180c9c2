/**
 * What an emulated client does unasked: every habit is a field here, so that
 * a profile is a declaration. Does nothing itself; `habitsOf` lays what a
 * conversation asks for over the habits.
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
  /** suites in the order of the ClientHello, for the stack `system-ssl` */
  readonly suites: readonly number[]
  readonly groups?: string
  readonly signatureAlgorithms?: string
  /** `session-id`: RFC 5077 is not spoken (SSL_OP_NO_TICKET) */
  readonly resumption: 'ticket' | 'session-id'
  /** OpenSSL's @SECLEVEL; absent = the library's, 0 below TLS 1.2 */
  readonly securityLevel?: number
  /** server without RFC 5746 */
  readonly legacyServers: boolean
  readonly verify: 'none' | 'chain' | 'chain-and-name'
  /** `CertificateStore.file` name of what it trusts */
  readonly trust: string
  readonly sendServerName: boolean
  /** a CertificateRequest without names, up to TLS 1.2 */
  readonly emptyAuthorities: 'accept' | 'reject'
  /** 00ff in the ClientHello of the stack `system-ssl` */
  readonly renegotiationScsv: boolean
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
  readonly protectRefused: 'give-up' | 'clear'
  /** TYPE before a listing; absent = none of its own */
  readonly listType?: 'A'
  /** SIZE before RETR */
  readonly asksSize?: boolean
  readonly data: 'pasv' | 'epsv' | 'port' | 'eprt'
  /** PASV and its kin before TYPE and SIZE, not behind them */
  readonly modeFirst?: boolean
  /** a refused mode is followed by the other */
  readonly modeFallsBack?: 'to-active' | 'both-ways'
  /** EPSV refused: goes on with PASV */
  readonly epsvFallsBack: boolean
  /** whose address is dialled after 227 */
  readonly passiveAddress: 'reply' | 'peer'
  /** false: PROT P is agreed and the data goes in clear all the same */
  readonly dataTls: boolean
  readonly dataHandshake: 'with-command' | 'after-1yz'
  /** closes a connection that the server dialled where TLS is due on it */
  readonly activeTls?: 'given-up'
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
  /** reads the data socket to its end before it closes an upload */
  readonly readToEnd: boolean
  /** sends close_notify when CCC is accepted (RFC 4217 6) */
  readonly cccCloseNotify: boolean
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

const lower = (a: TlsVersion, b: TlsVersion): TlsVersion =>
  atMost(a, b) ? a : b

const policies: Readonly<
  Record<NonNullable<Conversation['dataSession']>, DataSessionPolicy | null>
> = {
  habit: null,
  control: null,
  none: 'none',
  'other-login': 'other-login',
  expired: 'expired',
}

const tlsOf = (tls: TlsTraits, asked: Conversation): TlsTraits => {
  const maxVersion = lower(asked.maxVersion ?? tls.maxVersion, tls.maxVersion)
  const asks = asked.verify
  return {
    ...tls,
    maxVersion,
    minVersion: asked.minVersion ?? lower(tls.minVersion, maxVersion),
    ciphers: asked.ciphers ?? tls.ciphers,
    resumption: asked.resumption ?? tls.resumption,
    verify:
      asks === undefined || (asks && tls.verify !== 'none')
        ? tls.verify
        : asks
          ? 'chain-and-name'
          : 'none',
  }
}

const withFallbacks = (
  { authAlso = {} }: Traits,
  mechanisms: readonly string[],
): string[] => mechanisms.flatMap(m => [m, ...(authAlso[m] ?? [])])

const sessionHabits = (
  traits: Traits,
  { dataSession = 'habit' }: Conversation,
): Pick<Traits, 'dataSession' | 'dataSessionTls13'> => {
  const asked =
    policies[dataSession] ??
    (dataSession === 'control' ? (traits.whenAsked ?? null) : null)
  return asked === null
    ? {
        dataSession: traits.dataSession,
        dataSessionTls13: traits.dataSessionTls13 ?? traits.dataSession,
      }
    : { dataSession: asked, dataSessionTls13: asked }
}

export const habitsOf = (traits: Traits, asked: Conversation): Traits => ({
  ...traits,
  ...sessionHabits(traits, asked),
  mode: asked.mode ?? traits.mode,
  auth: withFallbacks(traits, asked.auth ?? traits.auth),
  protect: asked.protect ?? traits.protect,
  level: asked.level ?? traits.level,
  data: asked.data ?? traits.data,
  epsvFallsBack: asked.data === undefined && traits.epsvFallsBack,
  closeNotify: asked.closeNotify ?? traits.closeNotify,
  readToEnd: asked.readToEnd ?? traits.readToEnd,
  tls: tlsOf(traits.tls, asked),
})

/** Our own stack speaks TLS 1.0 and 1.1 only. */
export const usesSystemSsl = (tls: TlsTraits): boolean =>
  tls.stack === 'system-ssl' && atMost(tls.maxVersion, 'TLSv1.1')

/** Why this client cannot hold that conversation; null when it can. */
export const impossible = (
  traits: Traits,
  asked: Conversation,
): string | null => {
  const { tls } = habitsOf(traits, asked)
  const fromOthers: readonly string[] = ['control', 'other-login', 'expired']
  if (!atMost(traits.tls.lowest, tls.maxVersion))
    return `it has nothing below ${traits.tls.lowest}`
  if (!atMost(tls.minVersion, tls.maxVersion))
    return `it has nothing above ${traits.tls.maxVersion}`
  if (!atMost(traits.tls.lowest, tls.minVersion))
    return `it has nothing below ${traits.tls.lowest}`
  if (traits.dataSession === 'none' && traits.whenAsked === undefined)
    if (fromOthers.includes(asked.dataSession ?? 'habit'))
      return 'it cannot resume a TLS session'
  if (asked.resumption === 'ticket' && traits.tls.resumption === 'session-id')
    if (atMost(tls.minVersion, 'TLSv1.2'))
      return 'its TLS library has no RFC 5077 tickets'
  return null
}
