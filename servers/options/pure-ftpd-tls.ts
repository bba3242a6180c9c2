/** What decides about TLS in Pure-FTPd: command line and environment. */
import type { Option } from '../../harness/model.js'
import { cures, filesInClear, free, passwordsInClear } from './cure-kit.js'

export const manual = 'pure-ftpd(8)'

/** The environment that the daemon is started in, not its command line. */
const openssl = 'OpenSSL config(5), read by OPENSSL_CONF; tried on 1.0.50'

const tls13Findings = [
  'client-gives-up-without-session',
  'server-issues-no-tls13-ticket',
  'psk-binder-rejected-after-hrr',
  'session-of-lower-version',
]

export const pureFtpdTlsOptions: Readonly<Record<string, Option>> = {
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
        exposes: passwordsInClear,
      }),
      ...cures(['server-requires-prot-p', 'client-prot-p-missing'], {
        when: ['3'],
        to: '2',
        securityCost: 'high',
        exposes: filesInClear,
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
}

export const pureFtpdEnvironment: Readonly<Record<string, Option>> = {
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
