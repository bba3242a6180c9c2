/**
 * How System SSL would call what OpenSSL says: one table from OpenSSL's
 * reason and Node's code to a return code. That an alert means the same to
 * both is our reading of the two lists; IBM documents no such table.
 */
import { decodeOpensslNumber } from '../../../wire/openssl-error.js'
import { alertReceived, statusTexts } from '../../system-ssl/status.js'
import { rejection } from '../../system-ssl/verify.js'
import type { Refuse, TlsFailure } from '../traits.js'

/** OpenSSL reasons of errors that it finds itself */
const reasons: Readonly<Record<number, number>> = {
  134: 8, // certificate verify failed
  156: 410, // http request
  253: 439, // binder does not verify
  258: 412, // unsupported protocol
  266: 412, // wrong ssl version
  267: 410, // wrong version number: not a TLS record
  281: 411, // decryption failed or bad record mac
  294: 420, // unexpected eof while reading
  338: 432, // unsafe legacy renegotiation disabled
  394: 410, // dh key too small
  396: 412, // version too low
}

const closed = /socket disconnected before secure|before the TLS handshake/

const rcOf = ({ number, code = '', text }: TlsFailure): number => {
  if (/^\d+$/.test(code)) return Number(code)
  if (number !== undefined) {
    const { reason, alert } = decodeOpensslNumber(number)
    if (alert !== null) return alertReceived(alert).rc
    return reasons[reason] ?? 410
  }
  if (closed.test(text)) return 420
  if (/^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_)/.test(code))
    return rejection(code).rc
  // the FTP client's own check of the name (SECURE_HOSTNAME)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 8
  if (code.startsWith('E')) return 406
  return 410
}

export const describe = (failure: TlsFailure): TlsFailure => {
  const rc = rcOf(failure)
  return {
    ...(failure.number === undefined ? {} : { number: failure.number }),
    code: String(rc),
    text: statusTexts[rc] ?? failure.text,
  }
}

const illegalParameter = 47

/**
 * System SSL holds to certificate_authorities<3..2^16-1> of SSLv3 and TLS 1.0
 * (RFC 2246 7.4.4). Proved there; that it does so in TLS 1.1 and 1.2, where
 * RFC 4346 and 5246 allow an empty list, is taken from customers' reports.
 */
export const refuseEmptyAuthorities: Refuse = (fact, sender, version) =>
  sender === 'server' &&
  version !== 'TLSv1.3' &&
  fact.is === 'certificate-request' &&
  fact.authorities === 0
    ? {
        alert: illegalParameter,
        code: '410',
        text: statusTexts[410] ?? '',
      }
    : null
