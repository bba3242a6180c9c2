/**
 * CSSMTP's configuration statements, the TCP/IP profile, the AT-TLS policy of
 * its rule, and what of it is no statement: maintenance and the job. Only what
 * decides about TLS and AUTH.
 */
import type { Cure, Option } from '../../model.js'
import { atTlsOptions } from '../engine/zos/at-tls.js'
import { levels } from './decision.js'
import { starttlsInSpool } from './spool.js'

const free = (finding: string, to: string, when?: readonly string[]): Cure => ({
  finding,
  to,
  securityCost: 'none',
  exposes: '',
  ...(when === undefined ? {} : { when }),
})

const clear = (finding: string, to: string): Cure => ({
  finding,
  to,
  securityCost: 'high',
  exposes: 'the mail crosses the network in clear',
})

const manual = 'z/OS Communications Server: IP Configuration Reference, CSSMTP'

const configuration: Readonly<Record<string, Option>> = {
  maintenance: {
    effect: 'whether AUTH in the reply to EHLO makes it start TLS',
    type: 'choice',
    values: levels,
    default: 'PH66548',
    reference: 'APAR PH61015, APAR PH66548 (PTF UO03305, UO03306)',
    evidence: 'documentation',
    cures: [
      {
        ...free('cssmtp-unwanted-starttls', 'PH66548', ['PH61015']),
        nature: 'correction',
      },
    ],
  },
  Secure: {
    effect: 'Yes: STARTTLS before the mail, or no mail',
    type: 'boolean',
    values: ['No', 'Yes'],
    default: 'No',
    reference: `${manual}, TargetServer statement, Secure`,
    evidence: 'documentation',
    cures: [
      free('server-requires-starttls', 'Yes'),
      free('server-requires-mail-auth', 'Yes'),
      clear('server-does-not-offer-starttls', 'No'),
      clear('attls-no-rule', 'No'),
    ],
  },
  'TargetServer.TargetIp': {
    effect:
      'target servers in the order in which they are tried; `own` is the one of the cell',
    type: 'text',
    default: 'own',
    reference: `${manual}, TargetServer statement, TargetIp (first four addresses)`,
    evidence: 'documentation',
    cures: [free('not-ftps-port', 'own')],
  },
  AuthEntity: {
    effect: 'credentials for AUTH, used under TLS',
    type: 'choice',
    values: ['', 'configured'],
    default: '',
    reference: 'APAR PH61015; APAR PH66548, problem conclusion',
    evidence: 'report',
    cures: [free('server-requires-mail-auth', 'configured')],
  },
  'Options.TLSEhlo': {
    effect: 'EHLO is sent again after the TLS handshake',
    type: 'boolean',
    values: ['NO', 'YES'],
    default: 'NO',
    reference: `${manual}, Options statement, TLSEhlo`,
    evidence: 'documentation',
    cures: [
      free('client-no-ehlo-after-starttls', 'YES'),
      // without it the mechanisms are those that were offered in clear
      free('server-requires-mail-auth', 'YES'),
    ],
  },
  LogLevel: {
    effect:
      'what the log shows: 32 the SMTP dialogue, 64 the protocol states, 1 errors',
    type: 'number',
    default: '7',
    reference: `${manual}, LogLevel statement`,
    evidence: 'documentation',
  },
  'SYSOUT.STARTTLS': {
    effect:
      'the spool file holds STARTTLS before MAIL FROM; a later HELO takes it back',
    type: 'choice',
    values: starttlsInSpool,
    default: 'No',
    reference: 'APAR PH66548, error description',
    evidence: 'documentation',
    cures: [
      clear('server-does-not-offer-starttls', 'No'),
      clear('attls-no-rule', 'No'),
    ],
  },
}

const attls: Readonly<Record<string, Option>> = {
  TCPCONFIG: {
    effect: 'TTLS: the stack does AT-TLS; NOTTLS: SIOCTTLSCTL fails',
    type: 'choice',
    values: ['NOTTLS', 'TTLS'],
    default: 'NOTTLS',
    reference: 'IP Configuration Reference, TCPCONFIG, TTLS and NOTTLS',
    evidence: 'documentation',
    cures: [
      free('attls-no-rule', 'TTLS'),
      free('cssmtp-unwanted-starttls', 'TTLS'),
    ],
  },
  TTLSRule: {
    effect: 'a rule covers the connection of the CSSMTP job',
    type: 'choice',
    values: ['', 'mapped'],
    default: '',
    reference: 'IP Configuration Reference, TTLSRule',
    evidence: 'documentation',
    cures: [
      free('attls-no-rule', 'mapped'),
      free('cssmtp-unwanted-starttls', 'mapped'),
    ],
  },
  ApplicationControlled: {
    effect: 'Off: the stack begins TLS at once, before the greeting',
    type: 'boolean',
    values: ['On', 'Off'],
    default: 'On',
    reference:
      'IP Configuration Reference, TTLSEnvironmentAdvancedParms, ApplicationControlled (IBM default Off)',
    evidence: 'documentation',
    cures: [
      free('attls-not-application-controlled', 'On'),
      free('explicit-client-implicit-server', 'Off'),
    ],
  },
  'TTLSEnvironmentAdvancedParms.TLSv1.2':
    atTlsOptions['TTLSEnvironmentAdvancedParms.TLSv1.2'],
  'TTLSEnvironmentAdvancedParms.TLSv1.3':
    atTlsOptions['TTLSEnvironmentAdvancedParms.TLSv1.3'],
  'TTLSKeyringParms.Keyring': atTlsOptions['TTLSKeyringParms.Keyring'],
}

/** Of the emulation: IBM does not say which of the two CSSMTP does. */
const emulation: Readonly<Record<string, Option>> = {
  'emulated SIOCTTLSCTL': {
    effect: 'the ioctl fails behind the reply to STARTTLS, or before STARTTLS',
    type: 'choice',
    values: ['after STARTTLS', 'before STARTTLS'],
    default: 'after STARTTLS',
    reference: 'APAR PH66548 leaves the order open; both are emulated',
    evidence: 'report',
  },
}

export const cssmtpOptions: Readonly<Record<string, Option>> = {
  ...configuration,
  ...attls,
  ...emulation,
}

const ptf = {
  PH66548: 'apply PTF UO03305 (z/OS 2.5) or UO03306 (z/OS 3.1): APAR PH66548',
  PH61015: 'apply the PTF of APAR PH61015 without that of PH66548',
} as const

/** The line to write, in the data set that it belongs into. */
export const cssmtpLine = (option: string, value: string): string => {
  switch (option) {
    case 'maintenance':
      return value === 'PH66548' || value === 'PH61015'
        ? ptf[value]
        : 'restore the level before APAR PH61015'
    case 'Secure':
      return `TargetServer { Secure ${value} }`
    case 'TargetServer.TargetIp':
      return value
        .split(' ')
        .map(ip => `TargetServer { TargetIp ${ip} }`)
        .join(' ')
    case 'AuthEntity':
      return value === ''
        ? '(no AuthEntity in the CSSMTP configuration)'
        : 'AuthEntity in the CSSMTP configuration'
    case 'Options.TLSEhlo':
      return `Options { TLSEhlo ${value} }`
    case 'SYSOUT.STARTTLS':
      return value === 'No'
        ? 'no STARTTLS in the spool file'
        : `STARTTLS ${value === 'Yes' ? 'before MAIL FROM' : value} in the spool file`
    case 'TTLSRule':
      return value === ''
        ? '(no TTLSRule for the CSSMTP job)'
        : 'TTLSRule CSSMTP { Jobname CSSMTP Direction Outbound RemotePortRange 25 }'
    case 'ApplicationControlled':
      return `TTLSEnvironmentAdvancedParms { ApplicationControlled ${value} }`
    default:
      return parameterLine(option, value)
  }
}

const parameterLine = (option: string, value: string): string => {
  const [statement = '', ...rest] = option.split('.')
  return rest.length === 0 || !statement.startsWith('TTLS')
    ? `${option} ${value}`
    : `${statement} { ${rest.join('.')} ${value} }`
}
