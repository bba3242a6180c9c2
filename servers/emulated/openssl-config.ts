/** What servers on OpenSSL have in common: versions as bits, suites as text. */
import { constants } from 'node:crypto'
import type { SecureVersion } from 'node:tls'
import type { TlsConfig } from '../engine/config.js'

const order: readonly SecureVersion[] = [
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]

const off: Readonly<Record<SecureVersion, number>> = {
  TLSv1: constants.SSL_OP_NO_TLSv1,
  'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
  'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
  'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
}

/** only these; a hole in the middle is a hole */
export const onlyVersions = (
  wanted: readonly string[],
): Required<Pick<TlsConfig, 'minVersion' | 'maxVersion' | 'options'>> => ({
  minVersion: order.find(v => wanted.includes(v)) ?? 'TLSv1.2',
  maxVersion: order.findLast(v => wanted.includes(v)) ?? 'TLSv1.3',
  options: order
    .filter(v => !wanted.includes(v))
    .reduce((bits, v) => bits | off[v], 0),
})

/** Debian builds OpenSSL with security level 2. */
export const atDebiansLevel = (list: string): string =>
  list.includes('@SECLEVEL') ? list : `${list}:@SECLEVEL=2`
