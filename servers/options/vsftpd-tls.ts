/**
 * vsftpd's options that decide about TLS, 2.0.5 to 3.0.5. Defaults are those
 * compiled in (tunables.c), not those of the manual, which is wrong in places.
 */
import type { Option } from '../../harness/model.js'
import { cures } from './cure-kit.js'
import { manual, tls13Findings, yesNo } from './vsftpd-words.js'

const oldTls = 'TLS 1.0 and 1.1 are forbidden by RFC 8996'

export const vsftpdTlsOptions: Readonly<Record<string, Option>> = {
  ssl_enable: {
    effect:
      'AUTH, PBSZ and PROT exist (compiled in as NO; the harness switches it on)',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    reference: `${manual}; tunables.c`,
    evidence: 'verified',
    cures: [
      {
        finding: 'auth-refused-tls-off',
        when: ['NO'],
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  implicit_ssl: {
    effect: 'TLS before the greeting; data stay in clear until PROT P',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    since: '2.1.0',
    reference: `${manual}; Changelog 2.1.0`,
    evidence: 'verified',
    cures: [
      ...cures(
        ['implicit-client-explicit-server', 'implicit-explicit-mismatch'],
        {
          when: ['NO'],
          to: 'YES',
          securityCost: 'none',
          exposes: '',
        },
      ),
      ...cures(
        ['explicit-client-implicit-server', 'implicit-explicit-mismatch'],
        {
          when: ['YES'],
          to: 'NO',
          securityCost: 'none',
          exposes: '',
        },
      ),
    ],
  },
  allow_anon_ssl: {
    effect: 'anonymous users may use TLS; NO: 530 to USER anonymous',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    reference: manual,
    evidence: 'verified',
    cures: cures(['server-forbids-tls-anon'], {
      to: 'YES',
      securityCost: 'none',
      exposes: '',
    }),
  },
  force_local_logins_ssl: {
    effect: 'USER without TLS is refused with 530',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    reference: `${manual}; prelogin.c`,
    evidence: 'verified',
    cures: cures(['server-requires-tls-login'], {
      to: 'NO',
      securityCost: 'high',
      exposes: 'passwords go over the network in clear',
    }),
  },
  force_local_data_ssl: {
    effect: 'data without PROT P are refused with 522',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    reference: `${manual}; postlogin.c`,
    evidence: 'verified',
    cures: [
      ...cures(['server-requires-prot-p', 'client-prot-p-missing'], {
        to: 'NO',
        securityCost: 'high',
        exposes: 'listings and files go over the network in clear',
      }),
      ...cures(['data-not-encrypted', 'data-in-clear-under-implicit'], {
        when: ['NO'],
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      }),
    ],
  },
  force_anon_logins_ssl: {
    effect: 'as force_local_logins_ssl, for anonymous users',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    reference: `${manual}; Changelog 2.0.3`,
    evidence: 'source',
  },
  force_anon_data_ssl: {
    effect: 'as force_local_data_ssl, for anonymous users',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    reference: `${manual}; Changelog 2.0.3`,
    evidence: 'source',
  },
  ssl_sslv2: {
    effect: 'SSLv2, where the TLS library still has it (none since 2016)',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    reference: manual,
    evidence: 'source',
  },
  ssl_sslv3: {
    effect: 'SSLv3, where the TLS library still has it; FEAT lists AUTH SSL',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    reference: `${manual}; features.c`,
    evidence: 'source',
  },
  ssl_tlsv1: {
    effect: 'TLS 1.0; without it FEAT does not list AUTH TLS',
    type: 'boolean',
    values: yesNo,
    default: { '2.0.0': 'YES', '3.0.4': 'NO' },
    reference: 'tunables.c, features.c; Changelog 3.0.4',
    evidence: 'verified',
    cures: [
      ...cures(['client-tls-too-old'], {
        to: 'YES',
        securityCost: 'high',
        exposes: oldTls,
      }),
      ...cures(['feat-hides-auth-tls'], {
        to: 'YES',
        securityCost: 'high',
        exposes: `${oldTls}; OPENSSL_CONF.MinProtocol=TLSv1.2 keeps it out`,
      }),
    ],
  },
  ssl_tlsv11: {
    effect: 'TLS 1.1 (Red Hat spells it ssl_tlsv1_1)',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    since: '3.0.4',
    reference: 'parseconf.c 3.0.4; the manual prints ssl_tlsv1_1',
    evidence: 'verified',
    cures: cures(['client-tls-too-old'], {
      to: 'YES',
      securityCost: 'high',
      exposes: oldTls,
    }),
  },
  ssl_tlsv12: {
    effect: 'TLS 1.2 (Red Hat spells it ssl_tlsv1_2)',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    since: '3.0.4',
    reference: 'parseconf.c 3.0.4; the manual prints ssl_tlsv1_2',
    evidence: 'verified',
    cures: cures(['client-tls-too-old'], {
      when: ['NO'],
      to: 'YES',
      securityCost: 'none',
      exposes: '',
    }),
  },
  ssl_tlsv13: {
    effect: 'TLS 1.3; its tickets are also sent on data connections',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    since: '3.0.4',
    reference:
      'parseconf.c 3.0.4; github.com/InfrastructureServices/vsftpd/issues/7',
    evidence: 'verified',
    cures: [
      ...cures(tls13Findings, {
        to: 'NO',
        securityCost: 'low',
        exposes: 'TLS 1.2 at best, for all clients',
      }),
      ...cures(['client-tls-too-new-only'], {
        when: ['NO'],
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      }),
    ],
  },
  ssl_ciphers: {
    effect: 'suites up to TLS 1.2 (OpenSSL list); TLS 1.3 is not affected',
    type: 'text',
    default: {
      '2.0.0': 'DES-CBC3-SHA',
      '3.0.0': 'AES128-SHA:DES-CBC3-SHA',
      '3.0.3': 'ECDHE-RSA-AES256-GCM-SHA384',
    },
    reference: 'tunables.c; the manual still says DES-CBC3-SHA',
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
  ssl_sni_hostname: {
    effect: 'every handshake, also on data, must name exactly this host',
    type: 'text',
    default: '',
    since: '3.0.4',
    reference: 'ssl.c; Changelog 3.0.4',
    evidence: 'verified',
    cures: cures(['sni-unknown'], {
      to: '',
      securityCost: 'low',
      exposes: 'cross-protocol attacks by clients of other services (ALPACA)',
    }),
  },
  debug_ssl: {
    effect: 'nothing on the wire; one log line per handshake',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    since: '2.0.6',
    reference: manual,
    evidence: 'verified',
  },
  rsa_cert_file: {
    effect: 'certificate and chain; the harness sets it from the scenario',
    type: 'file',
    default: '/usr/share/ssl/certs/vsftpd.pem',
    reference: `${manual}; Changelog 2.0.5 (chains)`,
    evidence: 'verified',
  },
  rsa_private_key_file: {
    effect: 'key of rsa_cert_file; unset: in that file',
    type: 'file',
    default: '',
    reference: manual,
    evidence: 'verified',
  },
}
