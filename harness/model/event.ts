/** One observed fact, with its vantage and place. */
import type { TlsFact } from './tls.js'
import type { Side, TlsVersion } from './words.js'

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
  /** the server's program ended while its client was there */
  | { readonly is: 'ended'; readonly text: string }
  /** its client had left, and the server still used all it got of a core */
  | { readonly is: 'spins'; readonly text: string }
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
