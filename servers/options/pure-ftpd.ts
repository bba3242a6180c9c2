/**
 * Pure-FTPd's command line options by their long names, and how a scenario's
 * words become them. Where Pure-FTPd has none for a word the answer is
 * "unsupported" with the reason.
 */
import type {
  Cure,
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'

const manual = 'pure-ftpd(8)'

const cures = (
  findings: readonly string[],
  cure: Omit<Cure, 'finding'>,
): readonly Cure[] => findings.map(finding => ({ finding, ...cure }))

const free = { securityCost: 'none', exposes: '' } as const
const clearData = 'listings and files go over the network in clear'

const flag = (effect: string, rest: Partial<Option> = {}): Option => ({
  effect,
  type: 'boolean',
  values: ['yes', 'no'],
  default: 'no',
  reference: manual,
  evidence: 'verified',
  ...rest,
})

/** The environment that the daemon is started in, not its command line. */
const openssl = 'OpenSSL config(5), read by OPENSSL_CONF; tried on 1.0.50'

const tls13Findings = [
  'client-gives-up-without-session',
  'server-issues-no-tls13-ticket',
  'psk-binder-rejected-after-hrr',
  'session-of-lower-version',
]

export const pureFtpdOptions: Readonly<Record<string, Option>> = {
  tls: {
    effect:
      '0: AUTH gets 500 (FEAT lists it all the same); 1: optional; 2: USER in clear gets 421; 3: and clear data get 521 (built in as 0; the harness sets 1)',
    type: 'choice',
    values: ['0', '1', '2', '3'],
    default: '1',
    reference: `${manual} --tls; README.TLS`,
    evidence: 'verified',
    cures: [
      ...cures(['auth-refused-tls-off'], { when: ['0'], to: '1', ...free }),
      ...cures(['server-requires-tls-login'], {
        when: ['2', '3'],
        to: '1',
        securityCost: 'high',
        exposes: 'passwords go over the network in clear',
      }),
      ...cures(['server-requires-prot-p', 'client-prot-p-missing'], {
        when: ['3'],
        to: '2',
        securityCost: 'high',
        exposes: clearData,
      }),
      ...cures(['data-not-encrypted', 'prot-dropped-to-clear'], {
        when: ['0', '1', '2'],
        to: '3',
        ...free,
      }),
    ],
  },
  tlsciphersuite: {
    effect:
      'suites up to TLS 1.2 (OpenSSL list); a leading -C: asks for a client certificate and refuses clients without',
    type: 'text',
    default: '',
    reference: `${manual} --tlsciphersuite; src/tls.c`,
    evidence: 'verified',
    cures: [
      ...cures(['no-shared-cipher', 'certificate-too-weak'], {
        to: 'HIGH',
        securityCost: 'low',
        exposes: 'suites without forward secrecy become possible',
      }),
      ...cures(['no-shared-cipher', 'server-tls-broken'], {
        to: 'ALL:@SECLEVEL=0',
        securityCost: 'high',
        exposes: 'SHA-1 signatures and 1024-bit keys are accepted',
      }),
      ...cures(['client-cert-missing', 'server-distrusts-client-cert'], {
        to: 'HIGH',
        securityCost: 'high',
        exposes: 'mutual TLS is gone: a password is enough',
      }),
    ],
  },
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
  'OPENSSL_CONF.MaxProtocol': {
    effect: 'environment: openssl.cnf [system_default] MaxProtocol',
    type: 'choice',
    values: ['TLSv1.2', 'TLSv1.3'],
    default: '',
    reference: openssl,
    evidence: 'verified',
    cures: [
      ...cures(tls13Findings, {
        to: 'TLSv1.2',
        securityCost: 'low',
        exposes: 'TLS 1.2 at best, for all clients',
      }),
      ...cures(['client-tls-too-new-only'], {
        when: ['TLSv1.2'],
        to: 'TLSv1.3',
        ...free,
      }),
    ],
  },
  'OPENSSL_CONF.MinProtocol': {
    effect: 'environment: openssl.cnf [system_default] MinProtocol',
    type: 'choice',
    values: ['TLSv1.2', 'TLSv1.3'],
    default: '',
    reference: openssl,
    evidence: 'verified',
    cures: cures(['client-tls-too-old'], {
      when: ['TLSv1.3'],
      to: 'TLSv1.2',
      ...free,
    }),
  },
  'OPENSSL_CONF.Options': {
    effect:
      'environment: openssl.cnf [system_default] Options; without tickets TLS 1.2 has session ids only',
    type: 'choice',
    values: ['SessionTicket', '-SessionTicket'],
    default: '',
    reference: openssl,
    evidence: 'source',
  },
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
