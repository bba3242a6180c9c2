/**
 * The AT-TLS policy of the rule that covers the FTP client, as options in
 * the spelling of the policy file. `ApplicationControlled On` and
 * `SecondaryMap On` are given: without them FTP cannot use AT-TLS.
 */
import type { Option } from '../../../model.js'
import { current, recorded } from './suites.js'

const onOff = ['Off', 'On'] as const
const parms = 'IP Configuration Reference, TTLSEnvironmentAdvancedParms, '

export const atTlsOptions = {
  'TTLSEnvironmentAdvancedParms.TLSv1': {
    effect: 'offers TLS 1.0',
    type: 'boolean',
    values: onOff,
    default: 'On',
    reference: `${parms}TLSv1`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'client-tls-too-new-only',
        to: 'On',
        securityCost: 'high',
        exposes: 'TLS 1.0 is deprecated (RFC 8996)',
      },
    ],
  },
  'TTLSEnvironmentAdvancedParms.TLSv1.1': {
    effect: 'offers TLS 1.1',
    type: 'boolean',
    values: onOff,
    default: 'On',
    since: 'V1R13',
    reference: `${parms}TLSv1.1`,
    evidence: 'documentation',
    cures: [
      {
        finding: 'client-tls-too-new-only',
        to: 'On',
        securityCost: 'high',
        exposes: 'TLS 1.1 is deprecated (RFC 8996)',
      },
    ],
  },
  'TTLSEnvironmentAdvancedParms.TLSv1.2': {
    effect: 'offers TLS 1.2 (IBM default Off)',
    type: 'boolean',
    values: onOff,
    default: { V2R3: 'On' },
    since: 'V2R3',
    reference: `${parms}TLSv1.2`,
    evidence: 'documentation',
    cures: ['client-tls-too-old', 'no-shared-cipher'].map(finding => ({
      finding,
      to: 'On',
      securityCost: 'none' as const,
      exposes: '',
    })),
  },
  'TTLSEnvironmentAdvancedParms.TLSv1.3': {
    effect: 'offers TLS 1.3, whose CertificateRequest has no list of CAs',
    type: 'boolean',
    values: onOff,
    default: 'Off',
    since: 'V2R5',
    reference: `${parms}TLSv1.3`,
    evidence: 'documentation',
    cures: ['client-tls-too-old', 'certreq-empty-ca-list-rejected'].map(
      finding => ({
        finding,
        to: 'On',
        securityCost: 'none' as const,
        exposes: '',
      }),
    ),
  },
  V3CipherSuites: {
    effect: 'suites of TLS 1.2 and below, in the order of the offer',
    type: 'text',
    default: { V1R9: recorded, V2R3: current },
    reference: 'IP Configuration Reference, TTLSCipherParms, V3CipherSuites',
    evidence: 'report',
    cures: [
      {
        finding: 'no-shared-cipher',
        to: current,
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  'TTLSGskAdvancedParms.GSK_V3_SESSION_TIMEOUT': {
    effect: 'seconds for which a session is offered again; 0: never',
    type: 'number',
    default: '86400',
    reference:
      'IP Configuration Reference, TTLSGskAdvancedParms, GSK_V3_SESSION_TIMEOUT',
    evidence: 'documentation',
    cures: [
      'data-session-not-reused',
      'data-session-not-reused-second-transfer',
    ].map(finding => ({
      finding,
      to: '86400',
      securityCost: 'none' as const,
      exposes: '',
    })),
  },
  'TTLSKeyringParms.Keyring': {
    effect:
      'trusted CAs; a ring by name holds the CA of the server, a .pem file what is in it',
    type: 'file',
    default: 'ca.pem',
    reference: 'IP Configuration Reference, TTLSKeyringParms, Keyring',
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

/** The parameter in its statement, as a policy file has it. */
export const policyLine = (option: string, value: string): string => {
  const dot = option.indexOf('.')
  const [statement, parameter] =
    dot < 0
      ? ['TTLSCipherParms', option]
      : [option.slice(0, dot), option.slice(dot + 1)]
  return `${statement} { ${parameter} ${value} }`
}
