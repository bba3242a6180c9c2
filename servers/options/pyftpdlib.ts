/**
 * pyftpdlib's settings in Python's spelling: attributes of TLS_FTPHandler and
 * methods of its ssl_context; and how a scenario's words become them. Where
 * pyftpdlib has none for a word the answer is "unsupported" with the reason.
 */
import type {
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'
import { cures, free } from './cure-kit.js'
import { flag, pyftpdlibTlsOptions, text } from './pyftpdlib-tls.js'

export const pyftpdlibOptions: Readonly<Record<string, Option>> = {
  ...pyftpdlibTlsOptions,
  masquerade_address: text(
    'the address in 227; unset: the one that the client dialled',
    { cures: cures(['pasv-address-wrong'], { to: '', ...free }) },
  ),
  permit_foreign_addresses: flag(
    'PORT may name another host, and data come from any address',
    {
      cures: cures(['active-mode-address-rejected'], {
        to: 'True',
        securityCost: 'high',
        exposes: 'the server can be used to attack other hosts (FTP bounce)',
      }),
    },
  ),
  proto_cmds: text('commands that are taken out: they get 500', {
    reference: 'pyftpdlib FTPHandler.proto_cmds',
    cures: cures(
      ['passive-mode-refused', 'active-mode-refused', 'command-not-supported'],
      {
        to: '',
        securityCost: 'low',
        exposes: 'commands that were kept from users are open again',
      },
    ),
  }),
  timeout: text('seconds without a command, then 421', {
    type: 'number',
    default: '300',
    evidence: 'documentation',
    cures: cures(['control-closed-by-server'], { to: '3600', ...free }),
  }),
}

export const pyftpdlibVersions = [
  '1.5.4',
  '1.5.7',
  '1.5.10',
  '2.0.1',
  '2.2.0',
] as const

/** As in Debian 12. */
export const pyftpdlibDefaultVersion = '1.5.7'

const quoted = (value: string): string =>
  value === 'True' || value === 'False' || /^\d+$/.test(value)
    ? value
    : `'${value}'`

/** A line of the program that serves. */
export const pyftpdlibLine = (option: string, value: string): string => {
  if (option === 'handler') return `handler = ${value}`
  if (option === 'proto_cmds')
    return value === ''
      ? '# nothing taken out of TLS_FTPHandler.proto_cmds'
      : value
          .split(/\s+/)
          .map(name => `del TLS_FTPHandler.proto_cmds['${name}']`)
          .join('; ')
  if (option === 'ssl_options')
    return value === ''
      ? '# nothing added to TLS_FTPHandler.ssl_options'
      : `TLS_FTPHandler.ssl_options |= ${constants(value)}`
  if (option.startsWith('ssl_context.')) {
    if (value === '') return `# without TLS_FTPHandler.${option}`
    const argument = /^(?:VERIFY|SESS)_/.test(value)
      ? constants(value)
      : quoted(value)
    return `TLS_FTPHandler.${option}(${argument})`
  }
  return `TLS_FTPHandler.${option} = ${value === '' ? 'None' : quoted(value)}`
}

const constants = (value: string): string =>
  value
    .split(/[\s|]+/)
    .filter(Boolean)
    .map(name => `SSL.${name}`)
    .join(' | ')

type Out = Record<string, string>
type Writer = (s: ServerSettings, out: Out) => string | null

const switches: Readonly<Partial<Record<TlsVersion, string>>> = {
  TLSv1: 'OP_NO_TLSv1',
  'TLSv1.1': 'OP_NO_TLSv1_1',
  'TLSv1.2': 'OP_NO_TLSv1_2',
  'TLSv1.3': 'OP_NO_TLSv1_3',
}

const library: Writer = (settings, out) => {
  const { versions, ciphers, resumption, uploadEnd } = settings
  if (ciphers !== undefined) out['ssl_context.set_cipher_list'] = ciphers
  const off: string[] = []
  if (versions !== undefined) {
    const odd = versions.find(v => switches[v] === undefined)
    if (odd !== undefined) return `no TLS library of today offers ${odd}`
    for (const [version, name] of Object.entries(switches))
      if (!versions.includes(version as TlsVersion)) off.push(name)
    // OpenSSL 3 ties everything below TLS 1.2 to this security level
    if (versions.includes('TLSv1') || versions.includes('TLSv1.1'))
      out['ssl_context.set_cipher_list'] ??= 'ALL:@SECLEVEL=0'
  }
  if (resumption === 'session-id' || resumption === 'none')
    off.push('OP_NO_TICKET')
  // without it OpenSSL 3 takes a bare FIN for an error
  if (uploadEnd === 'lenient') off.push('OP_IGNORE_UNEXPECTED_EOF')
  if (resumption === 'none')
    out['ssl_context.set_session_cache_mode'] = 'SESS_CACHE_OFF'
  if (off.length > 0) out['ssl_options'] = off.join(' | ')
  return null
}

const requests: Writer = ({ certificateRequest: wanted }, out) => {
  if (wanted === undefined || wanted === 'none') return null
  const required = wanted === 'required' || wanted === 'verified'
  out['ssl_context.set_verify'] = required
    ? 'VERIFY_PEER | VERIFY_FAIL_IF_NO_PEER_CERT'
    : 'VERIFY_PEER'
  if (wanted !== 'empty-list')
    out['ssl_context.load_verify_locations'] = 'ca.pem'
  return null
}

const cannot: Writer = s => {
  if (s.implicit === true) return 'pyftpdlib has no implicit TLS'
  if (s.sessionReuse === 'required')
    return 'pyftpdlib cannot require session reuse'
  if (s.uploadEnd === 'strict')
    return 'pyftpdlib refuses no upload for its missing close_notify'
  if (s.downloadEnd === 'strict')
    return 'pyftpdlib does not wait for the close_notify of a client'
  if (s.closeNotify === false)
    return 'pyftpdlib always ends data connections with close_notify'
  if (s.serverNameRequired !== undefined)
    return 'pyftpdlib does not look at the server name'
  return null
}

const others: Writer = (s, out) => {
  if (s.tls === 'off') out['handler'] = 'FTPHandler'
  if (s.loginProtection === 'required') out['tls_control_required'] = 'True'
  if (s.dataProtection === 'required') out['tls_data_required'] = 'True'
  if (s.passiveAddress !== undefined)
    out['masquerade_address'] = s.passiveAddress
  if (s.sessionLifetime !== undefined)
    out['ssl_context.set_timeout'] = String(s.sessionLifetime)
  const removed = [
    ...(s.passive === false ? ['PASV', 'EPSV'] : []),
    ...(s.active === false ? ['PORT', 'EPRT'] : []),
    ...(s.commandsDenied ?? []),
  ]
  if (removed.length > 0) out['proto_cmds'] = removed.join(' ')
  return null
}

const writers = [cannot, library, requests, others]

export const realisePyftpdlib = (settings: ServerSettings): Realised => {
  const options: Out = {}
  for (const write of writers) {
    const unsupported = write(settings, options)
    if (unsupported !== null) return { unsupported }
  }
  const { certificate } = settings
  return {
    options: options satisfies OptionValues,
    ...(certificate === undefined ? {} : { certificate }),
  }
}
