/** Statements of FTP.DATA, the configuration of the z/OS FTP server. */
import type { Option } from '../../harness/model.js'
import { clearData, costlyCure, freeCure, hijack } from './cure-kit.js'
import { notByCertificate } from './zos-ftpd-policy.js'

const statement = 'IP Configuration Reference, FTP.DATA, statement '
const trueFalse = ['FALSE', 'TRUE'] as const
const reuse = [
  'data-session-not-reused',
  'data-session-not-reused-second-transfer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'server-session-cache-expired',
]

export const zosFtpdStatements: Readonly<Record<string, Option>> = {
  EXTENSIONS: {
    effect:
      'AUTH_TLS: AUTH TLS is understood; unset (IBM default): it is not; AUTH_GSSAPI, SIZE, MDTM, REST_STREAM, UTF8 likewise',
    type: 'text',
    default: '',
    reference: `${statement}EXTENSIONS`,
    evidence: 'documentation',
    cures: [
      freeCure('auth-refused-tls-off', 'AUTH_TLS', ['']),
      freeCure('auth-verb-not-supported', 'AUTH_TLS', ['']),
      freeCure('command-not-supported', 'AUTH_TLS REST_STREAM', ['AUTH_TLS']),
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
      costlyCure(
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
      costlyCure('client-cert-missing', 'NO_CLIENT_AUTH', notByCertificate, [
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
      costlyCure(
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
      costlyCure('server-requires-prot-p', 'CLEAR', clearData, [
        'SAFE',
        'PRIVATE',
      ]),
      costlyCure('client-prot-p-missing', 'CLEAR', clearData, [
        'SAFE',
        'PRIVATE',
      ]),
      freeCure('prot-level-unsupported', 'CLEAR', ['NEVER']),
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
      ...reuse.map(finding =>
        costlyCure(finding, 'ALLOWED', hijack, ['REQUIRED']),
      ),
      freeCure('server-does-not-offer-resumption', 'ALLOWED', ['NONE']),
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
      freeCure('implicit-greeting-in-clear', 'FALSE', ['TRUE']),
      // told by the client alone, it cannot be told from a port for AUTH
      freeCure('implicit-client-explicit-server', 'FALSE', ['TRUE']),
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
      freeCure('ccc-tls-end-differs', 'CCCNONOTIFY', ['DRAFT', 'RFC4217']),
      freeCure('ccc-tls-end-differs', 'RFC4217', ['CCCNONOTIFY']),
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
    cures: [freeCure('client-tls-too-new-only', 'ATTLS', ['FTP'])],
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
      costlyCure('data-cert-missing', 'FALSE', hijack, ['TRUE']),
      costlyCure('data-cert-different', 'FALSE', hijack, ['TRUE']),
    ],
  },
  TLSTIMEOUT: {
    effect: 'seconds for which a session can be resumed; TLSMECHANISM FTP',
    type: 'number',
    default: '100',
    reference: `${statement}TLSTIMEOUT`,
    evidence: 'documentation',
    cures: [freeCure('server-session-cache-expired', '86400')],
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
