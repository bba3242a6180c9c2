/**
 * vsftpd's options about client certificates, session reuse and the end of a
 * data connection; and OpenSSL's own settings, which the daemon's environment
 * can change.
 */
import type { Option } from '../../harness/model.js'
import { cures } from './cure-kit.js'
import { manual, tls13Findings, yesNo } from './vsftpd-words.js'

const reuseFindings = [
  'data-session-not-reused',
  'data-session-not-reused-second-transfer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'data-session-of-another-connection',
  'server-session-cache-expired',
  'server-session-id-context',
  'client-discards-ticket-lifetime',
  'client-cache-key-differs',
  'session-of-lower-version',
]

export const vsftpdSessionOptions: Readonly<Record<string, Option>> = {
  ssl_request_cert: {
    effect: 'CertificateRequest in every handshake, CA list empty by default',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    since: '2.0.7',
    reference: `${manual}; Changelog 2.0.7, 2.2.1`,
    evidence: 'verified',
    cures: [
      ...cures(['certreq-empty-ca-list-rejected', 'client-cert-unusable'], {
        to: 'NO',
        securityCost: 'low',
        exposes: 'require_cert and validate_cert stop working without a word',
      }),
      ...cures(['data-cert-missing', 'data-cert-different'], {
        to: 'NO',
        securityCost: 'low',
        exposes: 'data connections are no longer tied to the certificate',
      }),
      ...cures(['require-cert-disabled'], {
        when: ['NO'],
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      }),
    ],
  },
  require_cert: {
    effect:
      'no session without a client certificate (only with ssl_request_cert)',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    since: '2.0.6',
    reference: manual,
    evidence: 'verified',
    cures: cures(['client-cert-missing'], {
      to: 'NO',
      securityCost: 'high',
      exposes: 'mutual TLS is gone: a password is enough',
    }),
  },
  validate_cert: {
    effect: 'a client certificate must chain to ca_certs_file',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    since: '2.0.6',
    reference: manual,
    evidence: 'verified',
    cures: cures(['server-distrusts-client-cert'], {
      to: 'NO',
      securityCost: 'high',
      exposes: 'any certificate, also a self-made one, is accepted',
    }),
  },
  ca_certs_file: {
    effect: 'trusted CAs, and since 2.2.1 the CA list of CertificateRequest',
    type: 'file',
    default: '',
    since: '2.0.6',
    reference: `${manual}; Changelog 2.2.1`,
    evidence: 'verified',
    cures: [
      ...cures(['certreq-empty-ca-list-rejected'], {
        to: 'ca.pem',
        securityCost: 'none',
        exposes: '',
        since: '2.2.1',
      }),
      ...cures(['server-distrusts-client-cert'], {
        to: 'ca.pem',
        securityCost: 'none',
        exposes: '',
      }),
    ],
  },
  require_ssl_reuse: {
    effect: 'a data connection must resume a TLS session, else 522',
    type: 'boolean',
    values: yesNo,
    default: 'YES',
    since: '2.1.0',
    reference: `${manual}; ssl.c, ftpdataio.c; Changelog 2.1.0`,
    evidence: 'verified',
    cures: cures(reuseFindings, {
      to: 'NO',
      securityCost: 'high',
      exposes:
        'any host behind the same address can take over a data connection',
    }),
  },
  strict_ssl_read_eof: {
    effect: 'an upload must end with close_notify, else 426',
    type: 'boolean',
    values: yesNo,
    default: { '2.0.7': 'NO', '3.0.3': 'YES' },
    since: '2.0.7',
    reference: 'tunables.c 3.0.3; the manual still says NO',
    evidence: 'verified',
    cures: [
      ...cures(['upload-without-close-notify'], {
        to: 'NO',
        securityCost: 'high',
        exposes: 'an upload that was cut off is confirmed with 226',
      }),
      ...cures(['upload-truncated-silently'], {
        when: ['NO'],
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      }),
    ],
  },
  strict_ssl_write_shutdown: {
    effect: 'a download counts only when the client answers close_notify',
    type: 'boolean',
    values: yesNo,
    default: 'NO',
    since: '2.0.7',
    reference: manual,
    evidence: 'verified',
    cures: cures(['download-aborted-by-client'], {
      when: ['YES'],
      to: 'NO',
      securityCost: 'none',
      exposes: '',
    }),
  },
}

/** The environment that the daemon is started in, not vsftpd.conf. */
const openssl = 'OpenSSL config(5), read by OPENSSL_CONF; tried on 3.0.3'

export const vsftpdEnvironment: Readonly<Record<string, Option>> = {
  'OPENSSL_CONF.MaxProtocol': {
    effect:
      'environment: openssl.cnf [system_default] MaxProtocol; the only way to ' +
      'switch TLS 1.3 off before 3.0.4',
    type: 'choice',
    values: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    default: '',
    reference: openssl,
    evidence: 'verified',
    since: '3.0.3',
    cures: cures(tls13Findings, {
      to: 'TLSv1.2',
      securityCost: 'low',
      exposes: 'TLS 1.2 at best, for all clients',
    }),
  },
  'OPENSSL_CONF.MinProtocol': {
    effect: 'environment: openssl.cnf [system_default] MinProtocol',
    type: 'choice',
    values: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    default: '',
    reference: openssl,
    evidence: 'verified',
    since: '3.0.3',
  },
  'OPENSSL_CONF.Options': {
    effect:
      'environment: openssl.cnf [system_default] Options; without tickets a ' +
      'session is bound to its own login',
    type: 'choice',
    values: ['SessionTicket', '-SessionTicket'],
    default: '',
    reference: openssl,
    evidence: 'verified',
    since: '3.0.3',
    cures: cures(['reuse-not-bound-to-control'], {
      to: '-SessionTicket',
      securityCost: 'none',
      exposes: '',
    }),
  },
}
