/**
 * vsftpd's options, and how a scenario's words become them. Where vsftpd has
 * no option for a word the answer is "unsupported" with the reason.
 */
import type {
  CertificateSpec,
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'
import { compareVersions } from '../../harness/versions.js'
import { vsftpdOtherOptions } from './vsftpd-other.js'
import { vsftpdEnvironment, vsftpdSessionOptions } from './vsftpd-sessions.js'
import { vsftpdTlsOptions } from './vsftpd-tls.js'

export const vsftpdOptions: Readonly<Record<string, Option>> = {
  ...vsftpdTlsOptions,
  ...vsftpdSessionOptions,
  ...vsftpdOtherOptions,
  ...vsftpdEnvironment,
}

export const vsftpdVersions = [
  '2.0.5',
  '2.0.7',
  '2.1.0',
  '2.2.2',
  '3.0.2',
  '3.0.3',
  // the same on OpenSSL 1.1.1
  '3.0.3-bullseye',
  '3.0.5',
] as const

/** As in Debian 12. */
export const vsftpdDefaultVersion = '3.0.3'

/** `option=value` in vsftpd.conf; the environment's is in openssl.cnf. */
export const vsftpdLine = (option: string, value: string): string =>
  option.startsWith('OPENSSL_CONF.')
    ? `${option.slice('OPENSSL_CONF.'.length)} = ${value}`
    : `${option}=${value}`

type Written = Record<string, string>
/** null: done; otherwise why vsftpd cannot */
type Writer = (
  settings: ServerSettings,
  version: string,
  out: Written,
) => string | null

const before = (version: string, other: string): boolean =>
  compareVersions(version, other) < 0

const switches: Writer = (s, version, out) => {
  if (s.implicit === true) {
    if (before(version, '2.1.0')) return 'implicit_ssl came with vsftpd 2.1.0'
    out['implicit_ssl'] = 'YES'
  }
  if (s.tls === 'off') out['ssl_enable'] = 'NO'
  if (s.ciphers !== undefined) out['ssl_ciphers'] = s.ciphers
  if (s.passive === false) out['pasv_enable'] = 'NO'
  if (s.active === false) out['port_enable'] = 'NO'
  if (s.passiveAddress !== undefined) out['pasv_address'] = s.passiveAddress
  if (s.dataProtection !== undefined)
    out['force_local_data_ssl'] = yes(s.dataProtection === 'required')
  if (s.loginProtection !== undefined)
    out['force_local_logins_ssl'] = yes(s.loginProtection === 'required')
  return null
}

const yes = (on: boolean): string => (on ? 'YES' : 'NO')

const order: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const versions: Writer = ({ versions: wanted }, version, out) => {
  if (wanted === undefined) return null
  const odd = wanted.find(v => !order.includes(v))
  if (odd !== undefined) return `no TLS library of today offers ${odd}`
  if (!before(version, '3.0.4')) {
    out['ssl_tlsv1'] = yes(wanted.includes('TLSv1'))
    out['ssl_tlsv11'] = yes(wanted.includes('TLSv1.1'))
    out['ssl_tlsv12'] = yes(wanted.includes('TLSv1.2'))
    out['ssl_tlsv13'] = yes(wanted.includes('TLSv1.3'))
  } else if (before(version, '3.0.3'))
    return `vsftpd ${version} has no switch for single TLS versions`
  else {
    const range = order.filter(v => wanted.includes(v))
    const [lowest] = range
    const highest = range.at(-1)
    if (lowest === undefined || highest === undefined) return 'no TLS version'
    if (range.length !== order.indexOf(highest) - order.indexOf(lowest) + 1)
      return 'vsftpd before 3.0.4 can only take a range of TLS versions'
    out['OPENSSL_CONF.MinProtocol'] = lowest
    out['OPENSSL_CONF.MaxProtocol'] = highest
  }
  const old = wanted.includes('TLSv1') || wanted.includes('TLSv1.1')
  // OpenSSL 3 ties everything below TLS 1.2 to this security level
  if (old) out['ssl_ciphers'] ??= 'ALL:@SECLEVEL=0'
  return null
}

const clientCertificates: Writer = (s, version, out) => {
  const wanted = s.certificateRequest
  if (wanted === undefined) return null
  if (wanted === 'none') {
    if (before(version, '2.0.6')) return null
    if (before(version, '2.0.7'))
      return 'vsftpd 2.0.6 always asks for a client certificate'
    out['ssl_request_cert'] = 'NO'
    return null
  }
  if (before(version, '2.0.6'))
    return `vsftpd ${version} never asks for a client certificate`
  if (!before(version, '2.0.7')) out['ssl_request_cert'] = 'YES'
  if (wanted === 'empty-list') return null
  if (wanted === 'with-authorities' && before(version, '2.2.1'))
    return 'vsftpd sends CA names since 2.2.1'
  out['ca_certs_file'] = 'ca.pem'
  if (wanted !== 'with-authorities') out['require_cert'] = 'YES'
  if (wanted === 'verified') out['validate_cert'] = 'YES'
  return null
}

const sessions: Writer = (s, version, out) => {
  if (s.sessionReuse !== undefined) {
    if (!before(version, '2.1.0'))
      out['require_ssl_reuse'] = yes(s.sessionReuse === 'required')
    else if (s.sessionReuse === 'required')
      return 'require_ssl_reuse came with vsftpd 2.1.0'
  }
  if (s.sessionLifetime !== undefined)
    return "vsftpd has no option for a session's lifetime"
  if (s.resumption === undefined || s.resumption === 'ticket') return null
  if (s.resumption === 'none') return 'vsftpd cannot refuse all resumption'
  if (before(version, '3.0.3'))
    return 'OPENSSL_CONF can switch tickets off since OpenSSL 1.1 (3.0.3)'
  out['OPENSSL_CONF.Options'] = '-SessionTicket'
  return null
}

const ends: Writer = (s, version, out) => {
  if (s.closeNotify === false)
    return 'vsftpd always ends data connections with close_notify'
  const old = before(version, '2.0.7')
  if (s.uploadEnd !== undefined) {
    if (!old) out['strict_ssl_read_eof'] = yes(s.uploadEnd === 'strict')
    else if (s.uploadEnd === 'strict')
      return 'strict_ssl_read_eof came with vsftpd 2.0.7'
  }
  if (s.downloadEnd === undefined) return null
  if (!old) out['strict_ssl_write_shutdown'] = yes(s.downloadEnd === 'strict')
  else if (s.downloadEnd === 'strict')
    return 'strict_ssl_write_shutdown came with vsftpd 2.0.7'
  return null
}

const commands: Writer = (s, version, out) => {
  if (s.serverNameRequired !== undefined) {
    if (before(version, '3.0.4')) return 'ssl_sni_hostname came with 3.0.4'
    out['ssl_sni_hostname'] = s.serverNameRequired
  }
  if (s.commandsDenied === undefined) return null
  if (before(version, '2.1.0')) return 'cmds_denied came with vsftpd 2.1.0'
  out['cmds_denied'] = s.commandsDenied.join(',')
  return null
}

const writers = [
  switches,
  versions,
  clientCertificates,
  sessions,
  ends,
  commands,
]

export const realiseVsftpd = (
  settings: ServerSettings,
  version: string,
): Realised => {
  const options: Written = {}
  for (const write of writers) {
    const unsupported = write(settings, version, options)
    if (unsupported !== null) return { unsupported }
  }
  return {
    options: options satisfies OptionValues,
    ...certificate(settings.certificate),
    ...(settings.implicit === undefined ? {} : { implicit: settings.implicit }),
  }
}

const certificate = (
  spec: CertificateSpec | undefined,
): { readonly certificate?: CertificateSpec } =>
  spec === undefined ? {} : { certificate: spec }
