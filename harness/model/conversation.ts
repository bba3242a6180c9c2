/** What the client side is asked to do, and what became of each step. */
import type { CertificateSpec } from './settings.js'
import type { Phase, TlsVersion } from './words.js'

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
