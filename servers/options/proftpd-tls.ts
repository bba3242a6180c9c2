/**
 * Directives of ProFTPD's mod_tls that decide about TLS, 1.3.5 to 1.3.8.
 * Defaults are those of the source where the manual differs (TLSProtocol).
 */
import type { Option } from '../../harness/model.js'
import { cures, filesInClear, free, passwordsInClear } from './cure-kit.js'

export const onOff = ['on', 'off'] as const
export const manual = 'mod_tls manual'

const reuseFindings = [
  'data-session-not-reused',
  'data-session-not-reused-second-transfer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'data-session-of-another-connection',
  'server-session-cache-expired',
  'client-cache-key-differs',
  'session-of-lower-version',
  'server-does-not-offer-resumption',
  'server-refuses-own-session',
]

const oldTls = 'TLS 1.0 and 1.1 are forbidden by RFC 8996'

export const proftpdTlsOptions: Readonly<Record<string, Option>> = {
  TLSEngine: {
    effect:
      'AUTH, PBSZ and PROT are understood (compiled in as off; the harness switches it on)',
    type: 'boolean',
    values: onOff,
    default: 'on',
    reference: `${manual}; Debian: package proftpd-mod-crypto`,
    evidence: 'verified',
    cures: cures(['auth-refused-tls-off'], {
      when: ['off'],
      to: 'on',
      ...free,
    }),
  },
  TLSRequired: {
    effect:
      'ctrl: USER in clear gets 550; data: clear data get 522, PROT C 534; on: both; auth: until login',
    type: 'choice',
    values: ['off', 'on', 'ctrl', 'data', 'auth', 'auth+data', 'ctrl+data'],
    default: 'off',
    reference: `${manual} TLSRequired`,
    evidence: 'verified',
    cures: [
      ...cures(['server-requires-tls-login'], {
        when: ['ctrl', 'auth'],
        to: 'off',
        securityCost: 'high',
        exposes: passwordsInClear,
      }),
      ...cures(['server-requires-tls-login'], {
        when: ['on', 'ctrl+data', 'auth+data'],
        to: 'data',
        securityCost: 'high',
        exposes: passwordsInClear,
      }),
      ...cures(['server-requires-prot-p', 'client-prot-p-missing'], {
        when: ['on', 'data', 'ctrl+data', 'auth+data'],
        to: 'ctrl',
        securityCost: 'high',
        exposes: filesInClear,
      }),
      ...cures(['server-forbids-ccc'], {
        when: ['on', 'ctrl', 'ctrl+data'],
        to: 'auth+data',
        securityCost: 'low',
        exposes: 'commands and file names can be read after CCC',
      }),
      ...cures(['data-not-encrypted'], {
        when: ['off', 'ctrl', 'auth'],
        to: 'on',
        ...free,
      }),
    ],
  },
  TLSOptions: {
    effect:
      'list of switches; NoSessionReuseRequired: data connections need not resume the control session',
    type: 'text',
    default: '',
    reference: `${manual} TLSOptions; contrib/mod_tls.c`,
    evidence: 'verified',
    cures: [
      ...cures(reuseFindings, {
        to: 'NoSessionReuseRequired',
        securityCost: 'high',
        exposes:
          'any host behind the same address can take over a data connection',
      }),
      ...cures(
        ['implicit-client-explicit-server', 'implicit-explicit-mismatch'],
        { when: [''], to: 'UseImplicitSSL', ...free },
      ),
      ...cures(
        ['explicit-client-implicit-server', 'implicit-explicit-mismatch'],
        { when: ['UseImplicitSSL'], to: '', ...free },
      ),
      ...cures(['client-tls-too-old', 'server-tls-broken'], {
        to: 'AllowWeakSecurity',
        since: '1.3.8',
        securityCost: 'high',
        exposes: 'SHA-1 signatures and 1024-bit keys are accepted',
      }),
    ],
  },
  TLSProtocol: {
    effect: 'TLS versions, separated by blanks (ALL -TLSv1.3 is a form too)',
    type: 'text',
    default: {
      '1.3.5': 'TLSv1 TLSv1.1 TLSv1.2',
      '1.3.7': 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3',
    },
    reference: 'contrib/mod_tls.c; the manual still says TLSv1',
    evidence: 'verified',
    cures: [
      ...cures(
        [
          'upload-reset-unread-tickets-tls13',
          'data-session-not-reused-tls13',
          'data-session-not-reused-tls13-second-transfer',
          'session-of-lower-version',
          'psk-binder-rejected-after-hrr',
        ],
        {
          to: 'TLSv1.2',
          securityCost: 'low',
          exposes: 'TLS 1.2 at best, for all clients',
        },
      ),
      ...cures(['client-tls-too-new-only'], {
        to: 'TLSv1.2 TLSv1.3',
        ...free,
      }),
      ...cures(['client-tls-too-old'], {
        when: ['TLSv1.3'],
        to: 'TLSv1.2 TLSv1.3',
        ...free,
      }),
      ...cures(['client-tls-too-old'], {
        to: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3',
        securityCost: 'high',
        exposes: oldTls,
      }),
    ],
  },
  TLSCipherSuite: {
    effect: 'suites up to TLS 1.2 (OpenSSL list, with @SECLEVEL)',
    type: 'text',
    default: 'DEFAULT:!ADH:!EXPORT:!DES',
    reference: `${manual} TLSCipherSuite`,
    evidence: 'verified',
    cures: [
      ...cures(['no-shared-cipher'], {
        to: 'HIGH',
        securityCost: 'low',
        exposes: 'suites without forward secrecy become possible',
      }),
      ...cures(['no-shared-cipher', 'client-tls-too-old'], {
        to: 'ALL:@SECLEVEL=0',
        securityCost: 'high',
        exposes: 'SHA-1 signatures and 1024-bit keys are accepted',
      }),
    ],
  },
  TLSServerCipherPreference: {
    effect: "the server's order of suites counts, not the client's",
    type: 'boolean',
    values: onOff,
    default: { '1.3.5': 'off', '1.3.7': 'on' },
    reference: `${manual} TLSServerCipherPreference`,
    evidence: 'source',
  },
  TLSVerifyClient: {
    effect:
      'off: no CertificateRequest since 1.3.8 (before, requested and not required); optional: requested, a bad one is refused; on: required',
    type: 'choice',
    values: ['off', 'on', 'optional'],
    default: 'off',
    reference: `${manual} TLSVerifyClient; NEWS 1.3.8rc1`,
    evidence: 'verified',
    cures: [
      ...cures(['client-cert-missing'], {
        when: ['on'],
        to: 'optional',
        securityCost: 'high',
        exposes: 'mutual TLS is gone: a password is enough',
      }),
      ...cures(['certreq-empty-ca-list-rejected', 'client-cert-unusable'], {
        to: 'off',
        securityCost: 'high',
        exposes: 'mutual TLS is gone: a password is enough',
        since: '1.3.8',
      }),
      ...cures(['server-distrusts-client-cert'], {
        when: ['on', 'optional'],
        to: 'off',
        securityCost: 'high',
        exposes: 'mutual TLS is gone: a password is enough',
      }),
    ],
  },
  TLSCACertificateFile: {
    effect: 'trusted CAs, and the CA list of CertificateRequest',
    type: 'file',
    default: '',
    reference: `${manual} TLSCACertificateFile`,
    evidence: 'verified',
    cures: cures(
      ['certreq-empty-ca-list-rejected', 'server-distrusts-client-cert'],
      { to: 'ca.pem', ...free },
    ),
  },
  TLSVerifyDepth: {
    effect: 'longest chain of a client certificate',
    type: 'number',
    default: '9',
    reference: manual,
    evidence: 'source',
  },
  TLSSessionCache: {
    effect:
      'where sessions are kept and for how long (internal:seconds); off also switches the reuse requirement off',
    type: 'text',
    default: '',
    reference: `${manual} TLSSessionCache; github.com/proftpd/proftpd issue 1931`,
    evidence: 'verified',
    cures: cures(['server-session-cache-expired'], {
      to: 'internal:86400',
      securityCost: 'low',
      exposes: 'session secrets live for a day',
    }),
  },
  TLSSessionTickets: {
    effect:
      'meant for tickets of TLS 1.2; 1.3.7a, 1.3.8 and 1.3.8c of Debian issue them in both cases',
    type: 'boolean',
    values: onOff,
    default: 'off',
    since: '1.3.6',
    reference: `${manual} TLSSessionTickets`,
    evidence: 'verified',
  },
  TLSRenegotiate: {
    effect:
      'the server asks for new keys under TLS 1.2, and ends sessions that refuse',
    type: 'text',
    default: { '1.3.5': '', '1.3.8': 'none' },
    reference: `${manual} TLSRenegotiate; NEWS 1.3.8rc2`,
    evidence: 'source',
  },
  TLSTimeoutHandshake: {
    effect: 'seconds for a handshake, then 421 in clear',
    type: 'number',
    default: '300',
    reference: `${manual} TLSTimeoutHandshake`,
    evidence: 'verified',
  },
  TLSNextProtocol: {
    effect: 'ALPN ftp is selected when it is offered; others are tolerated',
    type: 'boolean',
    values: onOff,
    default: 'on',
    since: '1.3.6',
    reference: manual,
    evidence: 'verified',
  },
  TLSMasqueradeAddress: {
    effect: 'the address in 227 for sessions under TLS only',
    type: 'text',
    default: '',
    since: '1.3.6',
    reference: manual,
    evidence: 'verified',
    cures: cures(['pasv-address-wrong'], { to: '', ...free }),
  },
}
