/** The forms of the lines that `curl -v` writes, 7.x and 8.x. */
import { alertName } from '../wire/names.js'

export const prefix =
  /^(?:\d\d:\d\d:\d\d\.\d+ )?(?:\[[\dx-]+\] )?(?:([*<>])(?: (.*))?|(curl: .*))$/
export const tlsMessage =
  /^(\S+) \((IN|OUT)\), TLS (handshake|alert|change cipher)[^,]*, .*?(?: \((\d+)\))?:?$/
export const connected =
  /^(?:Connected|Established)(?: 2nd)?(?: connection)? to .*?port (\d+)/
export const connecting = /^Connecting to .* port (\d+)/
export const connectFailed = /^connect to \S+ port \d+ .*?failed: (.*)$/
export const using = /^SSL connection using (\S+) \/ (\S+)/
export const tlsTrouble =
  /^(?:OpenSSL\S*(?: SSL_\w+)?: |TLS connect error: |SSL certificate problem: |SSL_VERIFYRESULT |SSL: |GnuTLS, |gnutls_\w+\(\) |failed setting cipher list)/
/** the peer's FIN came without close_notify, which OpenSSL lets pass here */
export const unended = /^GnuTLS recv error \(-110\)/
export const timedOut = /timed? ?out after (\d+) (?:milliseconds|ms)/i
export const worthKeeping =
  /error|fail|refus|denied|time|reset|closed|unsupported|certificate verify|re-?using/i

const codes: readonly [RegExp, string][] = [
  [/refused/i, 'ECONNREFUSED'],
  [/timed? ?out/i, 'ETIMEDOUT'],
  [/unreachable/i, 'EHOSTUNREACH'],
  [/assign requested address/i, 'EADDRNOTAVAIL'],
]

/** curl prints level and code as one number: 560 is fatal, 48. */
export const alertFact = (number: number) => {
  const code = number & 255
  if (code === 0) return { is: 'close-notify' } as const
  return {
    is: 'alert',
    level: number >> 8 === 1 ? 'warning' : 'fatal',
    code,
    name: alertName(code),
    encrypted: false,
  } as const
}

/** Node's word for why a TCP connection was not made. */
export const connectCode = (why: string): string =>
  codes.find(([pattern]) => pattern.test(why))?.[1] ?? 'ECONNFAIL'
