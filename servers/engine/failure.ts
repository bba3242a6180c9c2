/**
 * A failed handshake in OpenSSL's words, from what Node says of it. Servers
 * print ERR_error_string(): its form changed with OpenSSL 3, which no longer
 * names the function.
 */

export interface TlsFailure {
  readonly code?: string
  readonly number?: number
  /** without the number: "no shared cipher" */
  readonly reason: string
  readonly text: string
}

interface OpensslError extends Error {
  readonly code?: string
  readonly reason?: string
}

const maximum = 400

export const tlsFailure = (error: Error): TlsFailure => {
  const { code, reason } = error as OpensslError
  const found = /error:([0-9A-F]{8}):([^:]*):([^:]*):([^:]*)/i.exec(
    error.message,
  )
  const text = error.message.trim().slice(0, maximum)
  const hex = found?.[1]
  return {
    ...(code === undefined ? {} : { code }),
    ...(hex === undefined ? {} : { number: Number.parseInt(hex, 16) }),
    reason: reason ?? found?.[4] ?? text,
    text,
  }
}

/** The peer ended the connection in the middle of the handshake. */
export const endedInHandshake = (how: 'fin' | 'rst'): TlsFailure =>
  how === 'rst'
    ? { code: 'ECONNRESET', reason: reset, text: 'ECONNRESET in the handshake' }
    : { reason: eof, text: `${eof} in the handshake` }

/** what ERR_error_string() makes of 0: the socket failed, not OpenSSL */
const reset = 'reason(0)'
/** error 0A000126, since OpenSSL 3 */
const eof = 'unexpected eof while reading'

const openssl3Number = ({ number, reason }: TlsFailure): number =>
  number ?? (reason === eof ? 0x0a000126 : 0)

/** error:0A0000C1:SSL routines::no shared cipher */
export const openssl3Text = (failure: TlsFailure): string => {
  const number = openssl3Number(failure)
  const library = number === 0 ? 'lib(0)' : 'SSL routines'
  return `error:${hex8(number)}:${library}::${failure.reason}`
}

/**
 * The functions that OpenSSL 1.0 blamed, by reason number: the ones that a
 * server can meet in a handshake. Alerts of the peer all came from
 * SSL3_READ_BYTES.
 */
const functions: Readonly<Record<number, readonly [number, string]>> = {
  0x086: [0x089, 'SSL3_GET_CLIENT_CERTIFICATE'],
  0x09c: [0x076, 'SSL23_GET_CLIENT_HELLO'],
  0x0c1: [0x08a, 'SSL3_GET_CLIENT_HELLO'],
  0x0c7: [0x089, 'SSL3_GET_CLIENT_CERTIFICATE'],
  0x0fc: [0x076, 'SSL23_GET_CLIENT_HELLO'],
  0x102: [0x08a, 'SSL3_GET_CLIENT_HELLO'],
  0x10b: [0x08f, 'SSL3_GET_RECORD'],
}
const readBytes: readonly [number, string] = [0x094, 'SSL3_READ_BYTES']

/** error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher */
export const openssl1Text = (failure: TlsFailure): string => {
  if (failure.number === undefined)
    return 'error:00000000:lib(0):func(0):reason(0)'
  const reason = (failure.number ?? 0) & 0xfff
  const [number, name] = functions[reason] ?? readBytes
  const packed = 0x14000000 + number * 0x1000 + reason
  return `error:${hex8(packed)}:SSL routines:${name}:${failure.reason}`
}

const hex8 = (n: number): string =>
  n.toString(16).toUpperCase().padStart(8, '0')
