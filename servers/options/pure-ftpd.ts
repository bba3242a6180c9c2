/**
 * Pure-FTPd's command line options by their long names, and how a scenario's
 * words become them. Where Pure-FTPd has none for a word the answer is
 * "unsupported" with the reason.
 */
import type {
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'
import { cures, free } from './cure-kit.js'
import {
  manual,
  pureFtpdEnvironment,
  pureFtpdTlsOptions,
} from './pure-ftpd-tls.js'

const flag = (effect: string, rest: Partial<Option> = {}): Option => ({
  effect,
  type: 'boolean',
  values: ['yes', 'no'],
  default: 'no',
  reference: manual,
  evidence: 'verified',
  ...rest,
})

export const pureFtpdOptions: Readonly<Record<string, Option>> = {
  ...pureFtpdTlsOptions,
  forcepassiveip: {
    effect: 'the address in 227, for every client; unset: the one dialled',
    type: 'text',
    default: '',
    reference: `${manual} -P`,
    evidence: 'verified',
    cures: cures(['pasv-address-wrong'], { to: '', ...free }),
  },
  natmode: flag('active mode only: PASV and EPSV get 500', {
    reference: `${manual} -N`,
    cures: cures(['passive-mode-refused'], {
      when: ['yes'],
      to: 'no',
      ...free,
    }),
  }),
  allowuserfxp: flag('PORT may name another host (site to site)', {
    reference: `${manual} -w`,
    cures: cures(['active-mode-address-rejected'], {
      to: 'yes',
      securityCost: 'high',
      exposes: 'the server can be used to attack other hosts (FTP bounce)',
    }),
  }),
  brokenclientscompatibility: flag(
    'checks of clients are relaxed; before 1.0.48 also that of a resumed data session',
    { reference: `${manual} -b; ChangeLog 1.0.48`, evidence: 'source' },
  ),
  maxclientsnumber: {
    effect:
      'sessions at a time; more get 421 in clear (the harness sets 32; never more than half of the passive ports)',
    type: 'number',
    default: '32',
    reference: `${manual} -c`,
    evidence: 'documentation',
    cures: cures(['server-connection-limit'], {
      to: '1000',
      securityCost: 'low',
      exposes: 'clients can exhaust the host',
    }),
  },
  maxclientsperip: {
    effect: 'sessions per client address; more get 421 in clear',
    type: 'number',
    default: '',
    reference: `${manual} -C`,
    evidence: 'documentation',
    cures: cures(['server-connection-limit'], {
      to: '100',
      securityCost: 'low',
      exposes: 'one client can take all sessions',
    }),
  },
  maxidletime: {
    effect: 'minutes without a command, then the session ends',
    type: 'number',
    default: '15',
    reference: `${manual} -I`,
    evidence: 'documentation',
    cures: cures(['control-closed-by-server'], { to: '60', ...free }),
  },
  ...pureFtpdEnvironment,
}

export const pureFtpdVersions = [
  '1.0.47',
  '1.0.49',
  '1.0.50',
  // the same on OpenSSL 3.5
  '1.0.50-trixie',
] as const

/** As in Debian 12 and 13. */
export const pureFtpdDefaultVersion = '1.0.50'

/** `--option=value`; the environment's is in openssl.cnf. */
export const pureFtpdLine = (option: string, value: string): string => {
  if (option.startsWith('OPENSSL_CONF.'))
    return `${option.slice('OPENSSL_CONF.'.length)} = ${value}`
  if (value === '' || value === 'no') return `(without --${option})`
  return value === 'yes' ? `--${option}` : `--${option}=${value}`
}

type Out = Record<string, string>
type Writer = (s: ServerSettings, out: Out) => string | null

const range: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3']

const versions: Writer = ({ versions: wanted, ciphers }, out) => {
  if (ciphers !== undefined) out['tlsciphersuite'] = ciphers
  if (wanted === undefined) return null
  if (wanted.some(v => !range.includes(v)))
    return 'Pure-FTPd switches everything below TLS 1.2 off in its code'
  const [lowest, highest = lowest] = range.filter(v => wanted.includes(v))
  if (lowest === undefined || highest === undefined) return 'no TLS version'
  out['OPENSSL_CONF.MinProtocol'] = lowest
  out['OPENSSL_CONF.MaxProtocol'] = highest
  return null
}

const protection: Writer = ({ loginProtection, dataProtection, tls }, out) => {
  if (tls === 'off') out['tls'] = '0'
  if (loginProtection === undefined && dataProtection === undefined) return null
  if (dataProtection === 'required') {
    if (loginProtection === 'optional')
      return '--tls=3 requires TLS for logins too'
    out['tls'] = '3'
  } else out['tls'] = loginProtection === 'required' ? '2' : '1'
  return null
}

const requests: Writer = ({ certificateRequest: wanted }, out) => {
  if (wanted === undefined || wanted === 'none') return null
  if (wanted === 'empty-list' || wanted === 'with-authorities')
    return 'Pure-FTPd asks for a client certificate only where it requires one'
  out['tlsciphersuite'] = `-C:${out['tlsciphersuite'] ?? 'HIGH'}`
  return null
}

const sessions: Writer = s => {
  if (s.sessionReuse === 'required')
    return 'Pure-FTPd requires no session reuse since 1.0.48'
  if (s.sessionLifetime !== undefined)
    return "Pure-FTPd has no option for a session's lifetime"
  if (s.resumption === 'none')
    return 'Pure-FTPd cannot refuse resumption under TLS 1.2'
  return null
}

const cannot: Writer = s => {
  if (s.implicit === true) return 'Pure-FTPd has no implicit TLS'
  if (s.uploadEnd === 'strict')
    return 'Pure-FTPd takes uploads that end without close_notify'
  if (s.downloadEnd === 'strict')
    return 'Pure-FTPd does not ask for the close_notify of a client'
  if (s.closeNotify === false)
    return 'Pure-FTPd always ends data connections with close_notify'
  if (s.serverNameRequired !== undefined)
    return 'Pure-FTPd chooses a certificate by SNI and insists on none'
  if (s.active === false) return 'Pure-FTPd cannot switch active mode off'
  if (s.commandsDenied !== undefined)
    return 'Pure-FTPd cannot deny single commands'
  return null
}

const others: Writer = (s, out) => {
  if (s.passive === false) out['natmode'] = 'yes'
  if (s.passiveAddress !== undefined) out['forcepassiveip'] = s.passiveAddress
  if (s.resumption === 'session-id')
    out['OPENSSL_CONF.Options'] = '-SessionTicket'
  return null
}

const writers = [cannot, versions, protection, requests, sessions, others]

export const realisePureFtpd = (settings: ServerSettings): Realised => {
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
