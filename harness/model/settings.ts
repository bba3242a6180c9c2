/** What the server side must be like, in words that every product maps. */
import type { TlsVersion } from './words.js'

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
