/** Addresses of data connections: parses 227 and 229, writes PORT and EPRT. */
import { isIPv4 } from 'node:net'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** RFC 959 does not fix the text around the six numbers of 227. */
export const parsePasv = (text: string): Endpoint | null => {
  const found =
    /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text)
  if (found === null) return null
  const numbers = found.slice(1).map(Number)
  if (numbers.some(n => n > 255)) return null
  const [a, b, c, d, high = 0, low = 0] = numbers
  return { host: `${a}.${b}.${c}.${d}`, port: high * 256 + low }
}

/** RFC 2428: only the port; IBM i delimits with `!`. */
export const parseEpsv = (text: string): number | null => {
  const found = /\(([!-~])\1\1(\d{1,5})\1\)/.exec(text)
  const port = Number(found?.[2] ?? 0)
  return port > 0 && port < 65536 ? port : null
}

export const portArgument = ({ host, port }: Endpoint): string =>
  `${host.replaceAll('.', ',')},${port >> 8},${port & 255}`

export const eprtArgument = ({ host, port }: Endpoint): string =>
  `|${isIPv4(host) ? 1 : 2}|${host}|${port}|`

/** What an emulated client dials besides the host that the user named. */
export const isLoopback = (host: string): boolean =>
  (isIPv4(host) && host.startsWith('127.')) || host === '::1'
