/**
 * The FTP.DATA statements of the z/OS FTP client that change the wire. A
 * default is IBM's where IBM's leaves a client that speaks TLS at all; where
 * it does not, the value is that of a site which uses AT-TLS, and the effect
 * says so.
 */
import type { Option } from '../../../model.js'

const statement = 'IP Configuration Reference, FTP.DATA, statement '
const trueFalse = ['FALSE', 'TRUE'] as const

export const ftpDataOptions = {
  SECURE_MECHANISM: {
    effect: 'TLS: AUTH TLS behind 220; unset (IBM default): no AUTH at all',
    type: 'choice',
    values: ['', 'TLS'],
    default: 'TLS',
    reference: `${statement}SECURE_MECHANISM`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'server-requires-tls-login',
        to: 'TLS',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  SECURE_FTP: {
    effect:
      'ALLOWED (IBM default): goes on in clear when AUTH is refused; REQUIRED: ends',
    type: 'choice',
    values: ['ALLOWED', 'REQUIRED'],
    default: 'REQUIRED',
    reference: `${statement}SECURE_FTP`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'client-falls-back-to-clear-text',
        to: 'REQUIRED',
        securityCost: 'none',
        exposes: '',
      },
      {
        finding: 'auth-refused-tls-off',
        to: 'ALLOWED',
        securityCost: 'high',
        exposes: 'password and data go in clear',
      },
    ],
  },
  SECURE_CTRLCONN: {
    effect: 'printed in the trace; CLEAR (IBM default) permits CCC',
    type: 'choice',
    values: ['CLEAR', 'SAFE', 'PRIVATE'],
    default: 'CLEAR',
    reference: `${statement}SECURE_CTRLCONN`,
    evidence: 'documentation',
  },
  SECURE_DATACONN: {
    effect: 'PRIVATE: PBSZ 0 and PROT P; CLEAR (IBM default): neither',
    type: 'choice',
    values: ['CLEAR', 'NEVER', 'SAFE', 'PRIVATE'],
    default: 'PRIVATE',
    reference: `${statement}SECURE_DATACONN`,
    evidence: 'documentation',
    cures: ['client-prot-p-missing', 'server-requires-prot-p'].map(finding => ({
      finding,
      to: 'PRIVATE',
      securityCost: 'none' as const,
      exposes: '',
    })),
  },
  SECURE_HOSTNAME: {
    effect: 'REQUIRED: the name on the FTP command must be in the certificate',
    type: 'choice',
    values: ['OPTIONAL', 'REQUIRED'],
    default: 'OPTIONAL',
    reference: `${statement}SECURE_HOSTNAME`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'client-hostname-mismatch',
        to: 'OPTIONAL',
        securityCost: 'high',
        exposes: 'any certificate of the same CA can be the server',
      },
    ],
  },
  SECURE_SESSION_REUSE: {
    effect:
      "ALLOWED: data connections offer the control connection's session id; REQUIRED: and fail without it",
    type: 'choice',
    values: ['NONE', 'ALLOWED', 'REQUIRED'],
    default: 'NONE',
    // in the V2R3 books, not yet in the V2R1 tables of new statements
    since: 'V2R3',
    reference: `${statement}SECURE_SESSION_REUSE`,
    evidence: 'documentation',
    cures: ['data-session-not-reused', 'data-session-not-reused-tls13'].map(
      finding => ({
        finding,
        when: ['NONE'],
        to: 'ALLOWED',
        securityCost: 'none' as const,
        exposes: '',
      }),
    ),
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
      {
        finding: 'implicit-greeting-in-clear',
        when: ['FALSE'],
        to: 'TRUE',
        securityCost: 'none',
        exposes: '',
      },
      {
        finding: 'explicit-client-implicit-server',
        when: ['TRUE'],
        to: 'FALSE',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  TLSMECHANISM: {
    effect:
      'FTP (IBM default): System SSL in the client, needs a KEYRING; ATTLS: the policy decides versions and suites',
    type: 'choice',
    values: ['FTP', 'ATTLS'],
    default: 'ATTLS',
    reference: `${statement}TLSMECHANISM`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'client-tls-too-old',
        to: 'ATTLS',
        securityCost: 'none',
        exposes: '',
      },
      {
        finding: 'no-shared-cipher',
        to: 'ATTLS',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  TLSRFCLEVEL: {
    effect: 'CCCNONOTIFY: no close_notify when CCC is accepted',
    type: 'choice',
    values: ['DRAFT', 'RFC4217', 'CCCNONOTIFY'],
    default: 'DRAFT',
    reference: `${statement}TLSRFCLEVEL`,
    evidence: 'documentation',
  },
  TLSPORT: {
    effect: 'TLS starts at connect on this port; 0: on none',
    type: 'number',
    default: '990',
    reference: `${statement}TLSPORT`,
    evidence: 'documentation',
  },
  TLSTIMEOUT: {
    effect:
      'seconds for which a session id is offered again; with TLSMECHANISM FTP',
    type: 'number',
    default: '100',
    reference: `${statement}TLSTIMEOUT`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'data-session-not-reused-second-transfer',
        to: '86400',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  CIPHERSUITE: {
    effect:
      'suites in the order of the offer, SSL_AES_256_SHA …; unset: the default list; with TLSMECHANISM FTP',
    type: 'text',
    default: '',
    reference: `${statement}CIPHERSUITE`,
    evidence: 'documentation',
  },
  GSK_PROTOCOL_TLSV1_2: {
    effect:
      'run-time variable (CEEOPTS ENVAR): 1 offers TLS 1.2; with TLSMECHANISM FTP',
    type: 'choice',
    values: ['', '1'],
    default: '',
    since: 'V2R3',
    reference:
      'Cryptographic Services System SSL Programming, GSK_PROTOCOL_TLSV1_2',
    evidence: 'report',
    cures: [
      {
        finding: 'client-tls-too-old',
        to: '1',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  SSLV3: {
    effect: 'FALSE: SSLv3 is not offered; TRUE is beyond the emulation',
    type: 'boolean',
    values: trueFalse,
    default: 'FALSE',
    since: 'V2R3',
    reference: `${statement}SSLV3`,
    evidence: 'documentation',
  },
  FWFRIENDLY: {
    effect: 'TRUE: PASV; FALSE: PORT, and the server dials back',
    type: 'boolean',
    values: trueFalse,
    default: 'FALSE',
    reference: `${statement}FWFRIENDLY`,
    evidence: 'documentation',
    cures: [
      'active-mode-client-unreachable',
      'active-mode-address-rejected',
      'active-mode-refused',
    ].map(finding => ({
      finding,
      to: 'TRUE',
      securityCost: 'none' as const,
      exposes: '',
    })),
  },
  EPSV4: {
    effect: 'TRUE: EPSV first, whatever FWFRIENDLY says',
    type: 'boolean',
    values: trueFalse,
    default: 'FALSE',
    reference: `${statement}EPSV4`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'pasv-address-wrong',
        to: 'TRUE',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  PASSIVEIGNOREADDR: {
    effect:
      'TRUE: dials the address of the control connection, not that of 227',
    type: 'boolean',
    values: trueFalse,
    default: 'FALSE',
    reference: `${statement}PASSIVEIGNOREADDR`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'pasv-address-wrong',
        to: 'TRUE',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  KEYRING: {
    effect:
      'trusted CAs with TLSMECHANISM FTP; a ring by name holds the CA of the server, a .pem file what is in it; unset: no TLS',
    type: 'file',
    default: '',
    reference: `${statement}KEYRING`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'client-distrusts-server-cert',
        to: 'ca.pem',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
} as const satisfies Readonly<Record<string, Option>>
