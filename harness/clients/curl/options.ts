/**
 * curl's options that matter between an FTPS client and a server, in the
 * spelling of its config file (`curl -K`): the long option without dashes.
 * YES and NO stand for a switch that is given or not.
 */
import type { Cure, Option } from '../../model.js'

const manual = (option: string) => `curl.1, --${option}`

const flag = (
  name: string,
  effect: string,
  rest: Partial<Option> = {},
): Option => ({
  effect,
  type: 'boolean',
  values: ['YES', 'NO'],
  default: 'NO',
  reference: manual(name),
  evidence: 'verified',
  ...rest,
})

const free = (finding: string, when: readonly string[], to: string): Cure => ({
  finding,
  when,
  to,
  securityCost: 'none',
  exposes: '',
})

const unresumed = [
  'data-session-not-reused',
  'data-session-not-reused-second-transfer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
]

const below13 = (finding: string): Cure => ({
  finding,
  when: ['', '1.3'],
  to: '1.2',
  securityCost: 'low',
  exposes: 'TLS 1.2 instead of 1.3: certificates travel in clear',
})

const unverified = (finding: string): Cure => ({
  finding,
  when: ['NO'],
  to: 'YES',
  securityCost: 'high',
  exposes: 'anyone on the way can pose as the server',
})

export const curlOptions: Readonly<Record<string, Option>> = {
  'ssl-reqd': flag('ssl-reqd', 'NO (--ssl) goes on in clear without TLS', {
    default: 'YES',
    cures: [free('client-falls-back-to-clear-text', ['NO'], 'YES')],
  }),
  'tls-max': {
    effect: 'highest TLS version that ClientHello offers',
    type: 'choice',
    values: ['', '1.0', '1.1', '1.2', '1.3'],
    default: '',
    since: '7.54.0',
    reference: manual('tls-max'),
    evidence: 'verified',
    cures: [
      // only from the second transfer on and after uploads (7.88.1)
      below13('data-session-not-reused-tls13'),
      below13('data-session-not-reused-tls13-second-transfer'),
      below13('upload-reset-unread-tickets-tls13'),
      below13('server-data-fails-on-tls13-offer'),
      free('client-tls-too-old', ['1.0', '1.1', '1.2'], ''),
    ],
  },
  'tlsv1.x': {
    effect: 'lowest TLS version (--tlsv1.0 to --tlsv1.3)',
    type: 'choice',
    values: ['', '1.0', '1.1', '1.2', '1.3'],
    default: '',
    reference: manual('tlsv1.2'),
    evidence: 'verified',
    cures: [
      {
        finding: 'client-tls-too-new-only',
        when: ['', '1.1', '1.2', '1.3'],
        to: '1.0',
        securityCost: 'high',
        exposes: 'TLS 1.0 and, with OpenSSL 3, ciphers at security level 0',
      },
    ],
  },
  ciphers: {
    effect: 'OpenSSL cipher string for TLS 1.2 and below',
    type: 'text',
    default: '',
    reference: manual('ciphers'),
    evidence: 'verified',
    cures: [
      {
        finding: 'no-shared-cipher',
        to: 'ALL:@SECLEVEL=0',
        securityCost: 'high',
        exposes: 'weak ciphers and keys are accepted',
      },
    ],
  },
  'no-sessionid': flag('no-sessionid', 'data connections offer no session', {
    cures: unresumed.map(finding => free(finding, ['YES'], 'NO')),
  }),
  'disable-epsv': flag('disable-epsv', 'PASV instead of EPSV', {
    // EPSV names no address
    cures: [free('pasv-address-wrong', ['YES'], 'NO')],
  }),
  'ftp-skip-pasv-ip': flag(
    'ftp-skip-pasv-ip',
    'dials the control address, not the one in 227',
    {
      default: { '0': 'NO', '7.74.0': 'YES' },
      cures: [free('pasv-address-wrong', ['NO'], 'YES')],
    },
  ),
  'disable-eprt': flag('disable-eprt', 'PORT instead of EPRT'),
  'ftp-port': {
    effect: 'active mode; - is the address of the control connection',
    type: 'text',
    default: '',
    reference: manual('ftp-port'),
    evidence: 'verified',
    cures: [
      // 7.88.1 closes the accepted connection when it should start TLS on it
      free('active-mode-client-unreachable', ['-'], ''),
      free('data-handshake-failed', ['-'], ''),
      free('connection-cut', ['-'], ''),
    ],
  },
  'ftp-ssl-control': flag('ftp-ssl-control', 'PROT C: data in clear', {
    cures: [
      free('server-requires-prot-p', ['YES'], 'NO'),
      free('client-prot-p-missing', ['YES'], 'NO'),
      free('data-not-encrypted', ['YES'], 'NO'),
    ],
  }),
  'ftp-ssl-ccc': flag('ftp-ssl-ccc', 'CCC behind login: control in clear', {
    cures: [free('server-forbids-ccc', ['YES'], 'NO')],
  }),
  'ftp-method': {
    effect: 'how a path becomes CWD commands',
    type: 'choice',
    values: ['multicwd', 'singlecwd', 'nocwd'],
    default: 'multicwd',
    reference: manual('ftp-method'),
    evidence: 'verified',
  },
  insecure: flag('insecure', 'does not verify the server certificate', {
    cures: [
      unverified('client-distrusts-server-cert'),
      unverified('client-hostname-mismatch'),
      unverified('server-cert-expired'),
    ],
  }),
  cacert: {
    effect: 'the roots that a server certificate must lead to',
    type: 'file',
    default: 'ca.pem',
    reference: manual('cacert'),
    evidence: 'verified',
    cures: [
      free('client-distrusts-server-cert', ['', 'other-ca.pem'], 'ca.pem'),
    ],
  },
  cert: {
    effect: 'client certificate and key, PEM, in one file',
    type: 'file',
    default: '',
    reference: manual('cert'),
    evidence: 'documentation',
  },
}

/** Switches that have a name of their own for NO. */
const negations: Readonly<Record<string, string>> = {
  'no-sessionid': '--sessionid',
  'disable-epsv': '--epsv',
  'disable-eprt': '--eprt',
  'ssl-reqd': '--ssl',
}

export const curlLine = (option: string, value: string): string => {
  if (curlOptions[option]?.type === 'boolean')
    return value === 'YES'
      ? `--${option}`
      : (negations[option] ?? `--no-${option}`)
  if (value === '') return `(without --${option})`
  return option === 'tlsv1.x' ? `--tlsv${value}` : `--${option} ${value}`
}
