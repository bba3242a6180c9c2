/** What TLS records tell, as facts; who sent them stands in the event. */
import type { TlsVersion } from './words.js'

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
