/**
 * ProFTPD's directives, and how a scenario's words become them. Where ProFTPD
 * has none for a word the answer is "unsupported" with the reason.
 */
import type {
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'
import { compareVersions } from '../../harness/versions.js'
import { onOff, proftpdTlsOptions } from './proftpd-tls.js'

const manual = 'ProFTPD configuration directives'

const coreOptions: Readonly<Record<string, Option>> = {
  MasqueradeAddress: {
    effect: 'the address in 227; unset: the one that the client dialled',
    type: 'text',
    default: '',
    reference: `${manual}: MasqueradeAddress`,
    evidence: 'verified',
    cures: [
      {
        finding: 'pasv-address-wrong',
        to: '',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  AllowForeignAddress: {
    effect:
      'on: PORT may name another host, and data come from any address (site to site)',
    type: 'boolean',
    values: onOff,
    default: 'off',
    reference: `${manual}: AllowForeignAddress`,
    evidence: 'verified',
    cures: [
      {
        finding: 'active-mode-address-rejected',
        to: 'on',
        securityCost: 'high',
        exposes: 'the server can be used to attack other hosts (FTP bounce)',
      },
    ],
  },
  Limit: {
    effect: 'these commands get 550 (<Limit …> DenyAll </Limit>)',
    type: 'text',
    default: '',
    reference: `${manual}: Limit`,
    evidence: 'verified',
    cures: [
      'passive-mode-refused',
      'active-mode-refused',
      'prot-level-unsupported',
    ].map(finding => ({
      finding,
      to: '',
      securityCost: 'low' as const,
      exposes: 'commands that were kept from users are open again',
    })),
  },
  TimeoutIdle: {
    effect: 'seconds without a command; then close_notify and a 421 in clear',
    type: 'number',
    default: '600',
    reference: `${manual}: TimeoutIdle`,
    evidence: 'verified',
    cures: [
      {
        finding: 'control-closed-by-server',
        to: '3600',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  TimeoutLinger: {
    effect:
      "seconds for the client to close a data connection after the server's end",
    type: 'number',
    default: { '1.3.5': '30', '1.3.6': '10' },
    reference: `${manual}: TimeoutLinger`,
    evidence: 'source',
  },
  DeleteAbortedStores: {
    effect:
      'an upload that fails is removed (only with HiddenStores by default)',
    type: 'boolean',
    values: onOff,
    default: '',
    reference: `${manual}: DeleteAbortedStores`,
    evidence: 'documentation',
  },
  HiddenStores: {
    effect: 'uploads go to a hidden name until they are complete',
    type: 'boolean',
    values: onOff,
    default: 'off',
    reference: `${manual}: HiddenStores`,
    evidence: 'documentation',
  },
}

export const proftpdOptions: Readonly<Record<string, Option>> = {
  ...proftpdTlsOptions,
  ...coreOptions,
}

export const proftpdVersions = [
  '1.3.5',
  '1.3.6',
  '1.3.7',
  '1.3.7a',
  '1.3.8',
  '1.3.8c',
] as const

/** As in Debian 12. */
export const proftpdDefaultVersion = '1.3.8'

/** `Directive value` in proftpd.conf. */
export const proftpdLine = (option: string, value: string): string => {
  if (option !== 'Limit')
    return value === '' ? `# ${option} removed` : `${option} ${value}`
  return value === ''
    ? '# <Limit> removed'
    : `<Limit ${value}> DenyAll </Limit>`
}

type Out = Record<string, string>
/** null: done; otherwise why ProFTPD cannot */
type Writer = (s: ServerSettings, version: string, out: Out) => string | null

const before = (version: string, other: string): boolean =>
  compareVersions(version, other) < 0

const known: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const versions: Writer = ({ versions: wanted, ciphers }, version, out) => {
  if (ciphers !== undefined) out['TLSCipherSuite'] = ciphers
  if (wanted === undefined) return null
  const odd = wanted.find(v => !known.includes(v))
  if (odd !== undefined) return `no TLS library of today offers ${odd}`
  if (wanted.includes('TLSv1.3') && before(version, '1.3.7'))
    return 'TLSProtocol TLSv1.3 came with ProFTPD 1.3.7'
  out['TLSProtocol'] = known.filter(v => wanted.includes(v)).join(' ')
  // OpenSSL 3 ties everything below TLS 1.2 to this security level
  if (wanted.includes('TLSv1') || wanted.includes('TLSv1.1'))
    out['TLSCipherSuite'] ??= 'ALL:@SECLEVEL=0'
  return null
}

const protection: Writer = ({ loginProtection, dataProtection }, _, out) => {
  if (loginProtection === undefined && dataProtection === undefined) return null
  const login = loginProtection === 'required'
  const data = dataProtection === 'required'
  out['TLSRequired'] = login ? (data ? 'on' : 'ctrl') : data ? 'data' : 'off'
  return null
}

const requests: Writer = ({ certificateRequest: wanted }, version, out) => {
  if (wanted === undefined) return null
  if (wanted === 'none') {
    if (before(version, '1.3.8'))
      return 'without NoCertRequest ProFTPD before 1.3.8 always asks'
    out['TLSVerifyClient'] = 'off'
    return null
  }
  out['TLSVerifyClient'] =
    wanted === 'required' || wanted === 'verified' ? 'on' : 'optional'
  if (wanted !== 'empty-list') out['TLSCACertificateFile'] = 'ca.pem'
  return null
}

const sessions: Writer = (s, version, out) => {
  const list = [
    ...(s.sessionReuse === 'not-required' ? ['NoSessionReuseRequired'] : []),
    ...(s.implicit === true ? ['UseImplicitSSL'] : []),
  ]
  if (list.length > 0) out['TLSOptions'] = list.join(' ')
  if (s.sessionLifetime !== undefined)
    out['TLSSessionCache'] = `internal:${s.sessionLifetime}`
  if (s.resumption === 'none') {
    if (s.sessionReuse === 'required')
      return 'TLSSessionCache off switches the reuse requirement off'
    out['TLSSessionCache'] = 'off'
  }
  if (s.resumption === 'ticket' && before(version, '1.3.6'))
    return 'TLSSessionTickets came with ProFTPD 1.3.6'
  if (s.resumption === 'ticket') out['TLSSessionTickets'] = 'on'
  return null
}

const cannot: Writer = s => {
  if (s.uploadEnd === 'strict')
    return 'ProFTPD takes uploads that end without close_notify'
  if (s.downloadEnd === 'strict')
    return 'ProFTPD does not wait for the close_notify of a client'
  if (s.closeNotify === false)
    return 'ProFTPD always ends data connections with close_notify'
  if (s.serverNameRequired !== undefined)
    return 'ProFTPD chooses a virtual host by SNI and insists on none'
  return null
}

const others: Writer = (s, _, out) => {
  if (s.tls === 'off') out['TLSEngine'] = 'off'
  if (s.passiveAddress !== undefined)
    out['MasqueradeAddress'] = s.passiveAddress
  const denied = [
    ...(s.passive === false ? ['PASV', 'EPSV'] : []),
    ...(s.active === false ? ['PORT', 'EPRT'] : []),
    ...(s.commandsDenied ?? []),
  ]
  if (denied.length > 0) out['Limit'] = denied.join(' ')
  return null
}

const writers = [versions, protection, requests, sessions, cannot, others]

export const realiseProftpd = (
  settings: ServerSettings,
  version: string,
): Realised => {
  const options: Out = {}
  for (const write of writers) {
    const unsupported = write(settings, version, options)
    if (unsupported !== null) return { unsupported }
  }
  const { certificate, implicit } = settings
  return {
    options: options satisfies OptionValues,
    ...(certificate === undefined ? {} : { certificate }),
    ...(implicit === undefined ? {} : { implicit }),
  }
}
