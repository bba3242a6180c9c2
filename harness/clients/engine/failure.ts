/** An error of node:tls, of System SSL or of a socket as an event. */
import type { EventBody } from '../../model.js'
import { printable } from '../../redact.js'
import { findOpensslError } from '../../wire/openssl-error.js'
import { SystemSslError } from '../system-ssl/connect.js'
import type { TlsFailure, TlsTraits } from './traits.js'

export const openSslNumber = (text: string): number | undefined =>
  findOpensslError(text)?.number

const codeOf = (error: Error): string | undefined =>
  error instanceof SystemSslError
    ? String(error.rc)
    : 'code' in error && typeof error.code === 'string'
      ? error.code
      : undefined

/** OpenSSL ends its lines with source file, line and a newline. */
const textOf = (error: Error): string =>
  printable(
    (error instanceof SystemSslError ? error.text : error.message)
      // the thread's id, and the line of the library's source
      .replace(/^[0-9A-F]{8,16}:(?=error:)/, '')
      .replace(/:\.\.\/deps\/\S+(?=\s|:|$)/, '')
      .trim(),
  ).slice(0, 400)

export const failureOf = (
  error: Error,
  describe: TlsTraits['describe'],
): TlsFailure => {
  const number = openSslNumber(error.message)
  const code = codeOf(error)
  const plain: TlsFailure = {
    ...(number === undefined ? {} : { number }),
    ...(code === undefined ? {} : { code }),
    text: textOf(error),
  }
  return describe?.(plain) ?? plain
}

export const failureEvent = (failure: TlsFailure): EventBody => {
  const { number, code, text } = failure
  return {
    kind: 'tls-failed',
    ...(number === undefined ? {} : { number }),
    ...(code === undefined ? {} : { code }),
    text,
  }
}
