/** Options of clients that stand for no product: shared by their profiles. */
import type { Option, TlsVersion } from '../../model.js'
import type { Read } from './profile.js'
import { soundTraits, type Traits } from './traits.js'

const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
const yesNo = ['NO', 'YES'] as const
const openSsl = 'OpenSSL 3 manual, '

export const genericOptions = {
  'tls-min': {
    effect: 'lowest version in the ClientHello',
    type: 'choice',
    values: versions,
    default: 'TLSv1.2',
    reference: `${openSsl}SSL_CTX_set_min_proto_version(3)`,
    evidence: 'verified',
    cures: [
      {
        finding: 'client-tls-too-new-only',
        to: 'TLSv1',
        securityCost: 'high',
        exposes: 'TLS 1.0 and 1.1 are deprecated (RFC 8996)',
      },
    ],
  },
  'tls-max': {
    effect: 'highest version in the ClientHello',
    type: 'choice',
    values: versions,
    default: 'TLSv1.3',
    reference: `${openSsl}SSL_CTX_set_max_proto_version(3)`,
    evidence: 'verified',
    cures: [
      {
        finding: 'client-tls-too-old',
        to: 'TLSv1.3',
        securityCost: 'none',
        exposes: '',
      },
      {
        finding: 'data-session-not-reused-tls13-second-transfer',
        when: ['TLSv1.3'],
        to: 'TLSv1.2',
        securityCost: 'low',
        exposes: 'no TLS 1.3: handshake messages are readable',
      },
      {
        finding: 'upload-reset-unread-tickets-tls13',
        when: ['TLSv1.3'],
        to: 'TLSv1.2',
        securityCost: 'low',
        exposes: 'no TLS 1.3: handshake messages are readable',
      },
    ],
  },
  ciphers: {
    effect: 'OpenSSL cipher string for TLS 1.2 and below',
    type: 'text',
    default: 'DEFAULT',
    reference: `${openSsl}openssl-ciphers(1)`,
    evidence: 'verified',
    cures: [
      {
        finding: 'no-shared-cipher',
        to: 'ALL:@SECLEVEL=0',
        securityCost: 'high',
        exposes: 'offers suites without forward secrecy or authentication',
      },
    ],
  },
  verify: {
    effect: 'the certificate and its name are checked',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    reference: `${openSsl}SSL_CTX_set_verify(3)`,
    evidence: 'verified',
    cures: [
      {
        finding: 'client-distrusts-server-cert',
        to: 'NO',
        securityCost: 'high',
        exposes: 'anyone on the path can be the server',
      },
      {
        finding: 'client-hostname-mismatch',
        to: 'NO',
        securityCost: 'high',
        exposes: 'anyone on the path can be the server',
      },
    ],
  },
  'read-to-end': {
    effect: 'an upload ends with a read until the server has closed',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    reference: 'RFC 9293 3.6: closing with unread data sends RST',
    evidence: 'verified',
    cures: [
      {
        finding: 'upload-reset-unread-tickets-tls13',
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  'close-notify': {
    effect: 'data connections end with close_notify',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    reference: 'RFC 5246 7.2.1, RFC 8446 6.1',
    evidence: 'verified',
    cures: [
      {
        finding: 'upload-without-close-notify',
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
} as const satisfies Readonly<Record<string, Option>>

const version = (value: string): TlsVersion =>
  versions.find(v => v === value) ?? 'TLSv1.2'

/** The traits that the options above decide. */
export const genericTraits = (read: Read): Traits => ({
  ...soundTraits,
  closeNotify: read('close-notify') !== 'NO',
  readToEnd: read('read-to-end') !== 'NO',
  tls: {
    ...soundTraits.tls,
    minVersion: version(read('tls-min')),
    maxVersion: version(read('tls-max')),
    ciphers: read('ciphers'),
    verify: read('verify') === 'NO' ? 'none' : 'chain-and-name',
  },
})
