/**
 * FTP.DATA statements of the z/OS FTP server that change the wire, and those
 * of its AT-TLS policy. As with the client, the default is IBM's where that
 * leaves a server that speaks TLS at all; the effect says where it is not.
 */
import type { Cure, Option } from '../../harness/model.js'
import { realiseBy } from './realise-by.js'

const statement = 'IP Configuration Reference, FTP.DATA, statement '
const policy = 'IP Configuration Reference, TTLSEnvironmentAdvancedParms '
const trueFalse = ['FALSE', 'TRUE'] as const
const onOff = ['Off', 'On'] as const

export const zosFtpdVersions = [
  'V1R9',
  'V1R13',
  'V2R1',
  'V2R3',
  'V2R5',
  '3.1',
] as const

const free = (finding: string, to: string, when?: readonly string[]): Cure => ({
  finding,
  to,
  ...(when === undefined ? {} : { when }),
  securityCost: 'none',
  exposes: '',
})

const costs = (
  finding: string,
  to: string,
  exposes: string,
  when?: readonly string[],
): Cure => ({
  finding,
  to,
  ...(when === undefined ? {} : { when }),
  securityCost: 'high',
  exposes,
})

const clearData = 'contents and names cross the network in clear'
const notByCertificate = 'users are no longer known by their certificate'
const hijack =
  'another client behind the same address can take over a data connection'
const reuse = [
  'data-session-not-reused',
  'data-session-not-reused-second-transfer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'server-session-cache-expired',
]

const version = (
  name: string,
  byDefault: Option['default'],
  cures: readonly Cure[],
): Option => ({
  effect: `${name} may be negotiated; with TLSMECHANISM ATTLS`,
  type: 'choice',
  values: onOff,
  default: byDefault,
  reference: `${policy}${name}`,
  evidence: 'documentation',
  cures,
})

const old = 'TLS 1.0 and 1.1 are deprecated (RFC 8996)'

export const zosFtpdOptions: Readonly<Record<string, Option>> = {
  EXTENSIONS: {
    effect:
      'AUTH_TLS: AUTH TLS is understood; unset (IBM default): it is not; AUTH_GSSAPI, SIZE, MDTM, REST_STREAM, UTF8 likewise',
    type: 'text',
    default: '',
    reference: `${statement}EXTENSIONS`,
    evidence: 'documentation',
    cures: [
      free('auth-refused-tls-off', 'AUTH_TLS', ['']),
      free('auth-verb-not-supported', 'AUTH_TLS', ['']),
      free('command-not-supported', 'AUTH_TLS REST_STREAM', ['AUTH_TLS']),
    ],
  },
  SECURE_FTP: {
    effect: 'REQUIRED: a login needs TLS',
    type: 'choice',
    values: ['ALLOWED', 'REQUIRED'],
    default: 'ALLOWED',
    reference: `${statement}SECURE_FTP`,
    evidence: 'documentation',
    cures: [
      costs(
        'server-requires-tls-login',
        'ALLOWED',
        'passwords cross the network in clear',
      ),
    ],
  },
  SECURE_LOGIN: {
    effect:
      'REQUIRED, VERIFY_USER: USER is refused (531) without a client certificate; VERIFY_USER is emulated as REQUIRED',
    type: 'choice',
    values: ['NO_CLIENT_AUTH', 'REQUIRED', 'VERIFY_USER'],
    default: 'NO_CLIENT_AUTH',
    reference: `${statement}SECURE_LOGIN`,
    evidence: 'documentation',
    cures: [
      costs('client-cert-missing', 'NO_CLIENT_AUTH', notByCertificate, [
        'REQUIRED',
        'VERIFY_USER',
      ]),
    ],
  },
  SECURE_CTRLCONN: {
    effect: 'SAFE, PRIVATE: CCC is refused',
    type: 'choice',
    values: ['CLEAR', 'SAFE', 'PRIVATE'],
    default: 'CLEAR',
    reference: `${statement}SECURE_CTRLCONN`,
    evidence: 'documentation',
    cures: [
      costs(
        'server-forbids-ccc',
        'CLEAR',
        'commands and file names after CCC are in clear',
        ['SAFE', 'PRIVATE'],
      ),
    ],
  },
  SECURE_DATACONN: {
    effect:
      'SAFE, PRIVATE: clear data is refused (536, 425); NEVER: PROT P is refused (536)',
    type: 'choice',
    values: ['CLEAR', 'NEVER', 'SAFE', 'PRIVATE'],
    default: 'CLEAR',
    reference: `${statement}SECURE_DATACONN`,
    evidence: 'documentation',
    cures: [
      costs('server-requires-prot-p', 'CLEAR', clearData, ['SAFE', 'PRIVATE']),
      costs('client-prot-p-missing', 'CLEAR', clearData, ['SAFE', 'PRIVATE']),
      free('prot-level-unsupported', 'CLEAR', ['NEVER']),
    ],
  },
  SECURE_SESSION_REUSE: {
    effect:
      'NONE: sessions are not resumed; ALLOWED: they can be; REQUIRED: data connections must resume the control session',
    type: 'choice',
    values: ['NONE', 'ALLOWED', 'REQUIRED'],
    default: 'NONE',
    since: 'V2R3',
    reference: `${statement}SECURE_SESSION_REUSE`,
    evidence: 'documentation',
    cures: [
      ...reuse.map(finding => costs(finding, 'ALLOWED', hijack, ['REQUIRED'])),
      free('server-does-not-offer-resumption', 'ALLOWED', ['NONE']),
    ],
  },
  SECUREIMPLICITZOS: {
    effect:
      'TRUE: on the TLSPORT 220 comes in clear, then the handshake; FALSE: handshake first',
    type: 'boolean',
    values: trueFalse,
    default: 'TRUE',
    reference: `${statement}SECUREIMPLICITZOS`,
    evidence: 'documentation',
    cures: [
      free('implicit-greeting-in-clear', 'FALSE', ['TRUE']),
      // told by the client alone, it cannot be told from a port for AUTH
      free('implicit-client-explicit-server', 'FALSE', ['TRUE']),
    ],
  },
  TLSPORT: {
    effect: 'the port on which TLS is implicit; 0: none',
    type: 'number',
    default: '990',
    reference: `${statement}TLSPORT`,
    evidence: 'documentation',
  },
  TLSRFCLEVEL: {
    effect:
      'DRAFT, RFC4217: close_notify ends TLS after CCC; CCCNONOTIFY: nothing does',
    type: 'choice',
    values: ['DRAFT', 'RFC4217', 'CCCNONOTIFY'],
    default: 'DRAFT',
    reference: `${statement}TLSRFCLEVEL`,
    evidence: 'documentation',
    cures: [
      free('ccc-tls-end-differs', 'CCCNONOTIFY', ['DRAFT', 'RFC4217']),
      free('ccc-tls-end-differs', 'RFC4217', ['CCCNONOTIFY']),
    ],
  },
  TLSMECHANISM: {
    effect:
      'FTP (IBM default): System SSL in the server, TLS 1.0; ATTLS: the policy decides versions and suites',
    type: 'choice',
    values: ['FTP', 'ATTLS'],
    default: 'ATTLS',
    reference: `${statement}TLSMECHANISM`,
    evidence: 'documentation',
    cures: [free('client-tls-too-new-only', 'ATTLS', ['FTP'])],
  },
  TLSCERTCROSSCHECK: {
    effect:
      'TRUE: the data connection must show the certificate of the control connection (534)',
    type: 'boolean',
    values: trueFalse,
    default: 'TRUE',
    reference: `${statement}TLSCERTCROSSCHECK, APAR PI15989, PI18664`,
    evidence: 'documentation',
    cures: [
      costs('data-cert-missing', 'FALSE', hijack, ['TRUE']),
      costs('data-cert-different', 'FALSE', hijack, ['TRUE']),
    ],
  },
  TLSTIMEOUT: {
    effect: 'seconds for which a session can be resumed; TLSMECHANISM FTP',
    type: 'number',
    default: '100',
    reference: `${statement}TLSTIMEOUT`,
    evidence: 'documentation',
    cures: [free('server-session-cache-expired', '86400')],
  },
  GSK_V3_SESSION_TIMEOUT: {
    effect: 'seconds for which a session can be resumed; TLSMECHANISM ATTLS',
    type: 'number',
    default: '86400',
    reference: 'IP Configuration Reference, TTLSGskAdvancedParms',
    evidence: 'documentation',
    cures: [free('server-session-cache-expired', '86400')],
  },
  HandshakeRole: {
    effect: 'ServerWithClientAuth: a client certificate is asked for',
    type: 'choice',
    values: ['Server', 'ServerWithClientAuth'],
    default: 'Server',
    reference: 'IP Configuration Reference, TTLSEnvironmentAction',
    evidence: 'documentation',
    cures: [
      costs('client-cert-missing', 'Server', notByCertificate, [
        'ServerWithClientAuth',
      ]),
    ],
  },
  ClientAuthType: {
    effect:
      'PassThru: not checked; Full: checked when sent; Required: must be sent (return code 5001)',
    type: 'choice',
    values: ['PassThru', 'Full', 'Required'],
    default: 'Required',
    reference: `${policy}ClientAuthType`,
    evidence: 'documentation',
    cures: [
      costs('client-cert-missing', 'Full', notByCertificate, ['Required']),
      costs(
        'server-distrusts-client-cert',
        'PassThru',
        'any self-made certificate is accepted',
      ),
    ],
  },
  TLSv1: version('TLSv1', 'On', [costs('client-tls-too-old', 'On', old)]),
  'TLSv1.1': version('TLSv1.1', 'On', [costs('client-tls-too-old', 'On', old)]),
  // Off in V1R13 and V2R1; of later releases a site that has it on
  'TLSv1.2': version('TLSv1.2', { V1R9: 'Off', V2R3: 'On' }, [
    free('client-tls-too-new-only', 'On', ['Off']),
  ]),
  'TLSv1.3': {
    ...version('TLSv1.3', 'Off', [
      free('client-tls-too-new-only', 'On', ['Off']),
    ]),
    since: 'V2R5',
  },
  STARTDIRECTORY: {
    effect: 'MVS: the session begins among data sets; HFS: among files',
    type: 'choice',
    values: ['MVS', 'HFS'],
    default: 'MVS',
    reference: `${statement}STARTDIRECTORY`,
    evidence: 'documentation',
  },
}

const requests = {
  none: {},
  'empty-list': 'System SSL names the authorities of its key ring',
  'with-authorities': {
    HandshakeRole: 'ServerWithClientAuth',
    ClientAuthType: 'Full',
  },
  required: {
    HandshakeRole: 'ServerWithClientAuth',
    ClientAuthType: 'Required',
    SECURE_LOGIN: 'REQUIRED',
  },
  verified: {
    HandshakeRole: 'ServerWithClientAuth',
    ClientAuthType: 'Required',
    SECURE_LOGIN: 'REQUIRED',
  },
} as const

const realise = realiseBy('the z/OS FTP server', {
  implicit: () => ({ SECUREIMPLICITZOS: 'FALSE' }),
  tls: () => ({ EXTENSIONS: '' }),
  versions: (wanted, release) => {
    const odd = wanted.find(v => v === 'SSLv2' || v === 'SSLv3')
    if (odd !== undefined) return `${odd} is not emulated for z/OS`
    const names = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
    const has13 = release === 'V2R5' || release === '3.1'
    if (wanted.includes('TLSv1.3') && !has13)
      return `AT-TLS of ${release} has no TLSv1.3`
    return Object.fromEntries(
      names
        .filter(name => has13 || name !== 'TLSv1.3')
        .map(name => [name, wanted.includes(name) ? 'On' : 'Off']),
    )
  },
  certificateRequest: value => requests[value],
  sessionReuse: (value, release) =>
    value === 'not-required'
      ? {}
      : release === 'V1R9' || release === 'V1R13' || release === 'V2R1'
        ? `z/OS ${release} has no SECURE_SESSION_REUSE`
        : { SECURE_SESSION_REUSE: 'REQUIRED' },
  resumption: value =>
    value === 'ticket'
      ? 'System SSL has no session tickets below TLS 1.3'
      : { SECURE_SESSION_REUSE: value === 'none' ? 'NONE' : 'ALLOWED' },
  sessionLifetime: seconds => ({ GSK_V3_SESSION_TIMEOUT: String(seconds) }),
  dataProtection: value => ({
    SECURE_DATACONN: value === 'required' ? 'PRIVATE' : 'CLEAR',
  }),
  loginProtection: value => ({
    SECURE_FTP: value === 'required' ? 'REQUIRED' : 'ALLOWED',
  }),
})

/** A server without EXTENSIONS AUTH_TLS is no FTPS server. */
export const realiseZosFtpd: typeof realise = (settings, release) => {
  const realised = realise(settings, release)
  if ('unsupported' in realised) return realised
  const options = { EXTENSIONS: 'AUTH_TLS', ...realised.options }
  return { ...realised, options }
}

const inPolicy = ['HandshakeRole', 'ClientAuthType', 'GSK_V3_SESSION_TIMEOUT']

export const zosFtpdLine = (option: string, value: string): string =>
  inPolicy.includes(option) || option.startsWith('TLSv1')
    ? `${option} ${value} (AT-TLS policy)`
    : `${option} ${value}`.trimEnd()
