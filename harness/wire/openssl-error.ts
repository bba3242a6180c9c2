/**
 * OpenSSL's error numbers. The words change with the release and get cut off
 * in logs; the number stays: 14094417 of 1.x and 0A000417 of 3.x are the same
 * "the peer sent alert 47".
 */
import { alertName } from './names.js'

export interface OpensslError {
  readonly number: number
  readonly library: number
  readonly reason: number
  /** the alert that was received; null when the reason is another */
  readonly alert: number | null
  /** OpenSSL's words for the reason; the alert's name; or `reason N` */
  readonly text: string
}

/** ERR_LIB_SYS and ERR_LIB_SSL */
const systemLibrary = 2
const sslLibrary = 20
/** SSL_AD_REASON_OFFSET */
const alertOffset = 1000

/** SSL_R_* of OpenSSL 3.0; those of 1.0 and 1.1 have the same numbers */
const reasons: Readonly<Record<number, string>> = {
  100: 'app data in handshake',
  101: 'no suitable key share',
  103: 'bad change cipher spec',
  104: 'inconsistent extms',
  112: 'missing sigalgs extension',
  116: 'bad protocol version number',
  118: 'no suitable signature algorithm',
  119: 'bad rsa encrypt',
  123: 'bad signature',
  129: 'block cipher pad is wrong',
  133: 'ccs received early',
  134: 'certificate verify failed',
  145: 'data between ccs and finished',
  147: 'decryption failed',
  152: 'excessive message size',
  154: 'got a fin before a ccs',
  155: 'https proxy request',
  156: 'http request',
  159: 'length mismatch',
  166: 'version too high',
  176: 'no certificates returned',
  177: 'no certificate assigned',
  181: 'no ciphers available',
  183: 'no ciphers specified',
  185: 'no cipher match',
  191: 'no protocols available',
  193: 'no shared cipher',
  194: 'exceeds max fragment size',
  197: 'old session cipher not returned',
  198: 'packet length too long',
  199: 'peer did not return a certificate',
  207: 'protocol is shutdown',
  209: 'missing supported groups extension',
  210: 'ssl session version mismatch',
  214: 'no change following hrr',
  217: 'unsolicited extension',
  221: 'missing signing cert',
  228: 'ssl ctx has no default ssl version',
  229: 'ssl handshake failure',
  234: 'callback failed',
  235: 'no application protocol',
  238: 'invalid certificate or alg',
  240: 'bad packet',
  241: 'insufficient security',
  244: 'unexpected message',
  245: 'unexpected record',
  247: 'unknown certificate type',
  252: 'unknown protocol',
  253: 'binder does not verify',
  254: 'unknown ssl version',
  256: 'missing fatal',
  258: 'unsupported protocol',
  260: 'invalid ccs message',
  262: 'unexpected ccs message',
  263: 'bad hrr version',
  266: 'wrong ssl version',
  267: 'wrong version number',
  268: 'x509 lib',
  271: 'bad length',
  272: 'attempt to reuse session in different context',
  275: 'serverhello tlsext',
  277: 'session id context uninitialized',
  278: 'post handshake auth encoding err',
  279: 'extension not received',
  281: 'decryption failed or bad record mac',
  288: 'private key mismatch',
  291: 'application data after close notify',
  292: 'bad legacy version',
  294: 'unexpected eof while reading',
  306: 'bad ecpoint',
  310: 'missing psk kex modes extension',
  318: 'ecc cert not for signing',
  331: 'no client cert method',
  333: 'legacy sigalg disallowed or unsupported',
  335: 'renegotiate ext too long',
  336: 'renegotiation encoding err',
  337: 'renegotiation mismatch',
  338: 'unsafe legacy renegotiation disabled',
  339: 'no renegotiation',
  340: 'inconsistent compression',
  345: 'scsv received when renegotiating',
  370: 'wrong signature type',
  371: 'bad srp parameters',
  373: 'inappropriate fallback',
  376: 'no shared signature algorithms',
  378: 'wrong curve',
  383: 'wrong certificate type',
  394: 'dh key too small',
  396: 'version too low',
  397: 'ca key too small',
  398: 'ca md too weak',
  399: 'ee key too small',
  409: 'too many warn alerts',
  410: 'no shared groups',
  443: 'bad record type',
}

const isOldNumber = (number: number): boolean =>
  // 3.x has zeros where 1.x has the function: no SSL reason reaches 4096
  number >>> 24 === sslLibrary || (number & 0x007ff000) !== 0

const describe = (library: number, reason: number): string =>
  library === sslLibrary
    ? (reasons[reason] ?? `reason ${reason}`)
    : `library ${library}, reason ${reason}`

export const decodeOpensslNumber = (number: number): OpensslError => {
  const value = number >>> 0
  // 3.x: top bit set, the rest is errno
  if (value >= 0x80000000) {
    const reason = value & 0x7fffffff
    return {
      number: value,
      library: systemLibrary,
      reason,
      alert: null,
      text: `errno ${reason}`,
    }
  }
  const old = isOldNumber(value)
  const library = old ? value >>> 24 : (value >>> 23) & 0xff
  const reason = old ? value & 0xfff : value & 0x7fffff
  const isAlert =
    library === sslLibrary &&
    reason >= alertOffset &&
    reason < alertOffset + 256
  const alert = isAlert ? reason - alertOffset : null
  return {
    number: value,
    library,
    reason,
    alert,
    text:
      alert === null
        ? describe(library, reason)
        : `alert ${alertName(alert)} received`,
  }
}

const prefixed = /error:([0-9a-f]{8})(?![0-9a-f])/i
/** without "error:" only what can be of the SSL library, before its name */
const bare = /(?:^|[^0-9a-f])((?:0a000|14[0-9a-f]{3})[0-9a-f]{3}):?SSL\b/i
const alone = /^\s*(?:0x)?((?:0a000|14[0-9a-f]{3})[0-9a-f]{3})\s*$/i

/** The first OpenSSL error number in a text of any origin, decoded. */
export const findOpensslError = (text: string): OpensslError | null => {
  const digits =
    prefixed.exec(text)?.[1] ?? bare.exec(text)?.[1] ?? alone.exec(text)?.[1]
  return digits === undefined ? null : decodeOpensslNumber(parseInt(digits, 16))
}
