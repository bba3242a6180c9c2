/** From FTP.DATA statements and the AT-TLS policy to habits. */
import type { TlsVersion } from '../../../model.js'
import { compareVersions } from '../../../versions.js'
import type { Read } from '../profile.js'
import { soundTraits, type TlsTraits, type Traits } from '../traits.js'
import { describe, refuseEmptyAuthorities } from './status.js'
import { recorded, suitesNamed } from './suites.js'

const policyVersions: readonly TlsVersion[] = [
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]

export const usesAtTls = (read: Read): boolean =>
  read('TLSMECHANISM') === 'ATTLS'

/** Native System SSL in FTP speaks TLS 1.0, and 1.2 by a run-time variable. */
const nativeVersions = (read: Read): readonly TlsVersion[] =>
  read('GSK_PROTOCOL_TLSV1_2') === '1' ? ['TLSv1', 'TLSv1.2'] : ['TLSv1']

export const enabledVersions = (read: Read): readonly TlsVersion[] =>
  usesAtTls(read)
    ? policyVersions.filter(
        v => read(`TTLSEnvironmentAdvancedParms.${v}`) === 'On',
      )
    : nativeVersions(read)

const trustOf = (read: Read): string => {
  const ring = usesAtTls(read)
    ? read('TTLSKeyringParms.Keyring')
    : read('KEYRING')
  // a ring by name is one that holds what it needs
  return ring.endsWith('.pem') ? ring : 'ca.pem'
}

const tlsOf = (read: Read, version: string): TlsTraits => {
  const enabled = enabledVersions(read)
  const minVersion = enabled[0] ?? 'TLSv1'
  const maxVersion = enabled.at(-1) ?? 'TLSv1'
  const listed = usesAtTls(read) ? read('V3CipherSuites') : read('CIPHERSUITE')
  const suites = suitesNamed(listed === '' ? recorded : listed)
  return {
    ...soundTraits.tls,
    stack: 'system-ssl',
    minVersion,
    maxVersion,
    lowest: minVersion,
    ciphers: suites.map(s => s.openssl).join(':'),
    suites: suites.map(s => s.number),
    groups: 'P-256:P-384:P-521',
    resumption: 'session-id',
    securityLevel: 0,
    legacyServers: true,
    verify: read('SECURE_HOSTNAME') === 'REQUIRED' ? 'chain-and-name' : 'chain',
    trust: trustOf(read),
    sendServerName: false,
    emptyAuthorities: 'reject',
    renegotiationScsv: compareVersions(version, 'V1R12') >= 0,
    refuse: refuseEmptyAuthorities,
    describe,
  }
}

const dataMode = (read: Read): Traits['data'] =>
  read('EPSV4') === 'TRUE'
    ? 'epsv'
    : read('FWFRIENDLY') === 'TRUE'
      ? 'pasv'
      : 'port'

const protects = (read: Read): boolean =>
  ['PRIVATE', 'SAFE'].includes(read('SECURE_DATACONN'))

const localFault = (read: Read): Pick<Traits, 'localFault'> =>
  !usesAtTls(read) && read('KEYRING') === ''
    ? { localFault: 'TLSMECHANISM FTP without a KEYRING' }
    : {}

export const zosTraits = (
  read: Read,
  version: string,
  port?: number,
): Traits => ({
  ...soundTraits,
  mode:
    port !== undefined && Number(read('TLSPORT')) === port
      ? 'implicit'
      : read('SECURE_MECHANISM') === 'TLS'
        ? 'explicit'
        : 'clear',
  implicitGreeting:
    read('SECUREIMPLICITZOS') === 'TRUE' ? 'before-tls' : 'inside-tls',
  authRefused: read('SECURE_FTP') === 'REQUIRED' ? 'give-up' : 'clear',
  ...localFault(read),
  afterLogin: [],
  beforeUpload: ['SITE VARrecfm LRECL=256 RECFM=VB BLKSIZE=27998'],
  protect: protects(read) ? 'before-login' : 'never',
  data: dataMode(read),
  epsvFallsBack: true,
  passiveAddress: read('PASSIVEIGNOREADDR') === 'TRUE' ? 'peer' : 'reply',
  dataHandshake: 'after-1yz',
  dataSession: read('SECURE_SESSION_REUSE') === 'NONE' ? 'none' : 'newest',
  sessionSeconds: Number(
    usesAtTls(read)
      ? read('TTLSGskAdvancedParms.GSK_V3_SESSION_TIMEOUT')
      : read('TLSTIMEOUT'),
  ),
  requireResumption: read('SECURE_SESSION_REUSE') === 'REQUIRED',
  cccCloseNotify: read('TLSRFCLEVEL') !== 'CCCNONOTIFY',
  tls: tlsOf(read, version),
})
