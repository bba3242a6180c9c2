/** How the server by the book offers TLS, and to whom. */
import type { Option } from '../../harness/model.js'
import { costlyCure, freeCure } from './cure-kit.js'
import { option, text, yesNo } from './rfc4217-words.js'

export const rfc4217TlsOptions: Readonly<Record<string, Option>> = {
  tls: option('AUTH is understood', ['on', 'off'], 'on', 'RFC 4217 4', [
    freeCure('auth-refused-tls-off', 'on'),
  ]),
  implicit: option('TLS from the first byte', yesNo, 'no', 'RFC 4217 A', [
    freeCure('implicit-client-explicit-server', 'yes'),
    freeCure('explicit-client-implicit-server', 'no'),
  ]),
  'auth-mechanisms': text(
    'mechanisms that AUTH accepts, separated by blanks',
    'TLS',
    'RFC 4217 4, 17',
    [freeCure('auth-verb-not-supported', 'TLS SSL TLS-C TLS-P')],
  ),
  'tls-versions': text(
    'TLS versions, lowest and highest with a dash',
    'TLSv1.2-TLSv1.3',
    'RFC 8996, RFC 9325 3.1',
    [
      costlyCure(
        'client-tls-too-old',
        'TLSv1-TLSv1.3',
        'TLS 1.0 and 1.1 have no modern cipher and are deprecated',
      ),
      freeCure('client-tls-too-new-only', 'TLSv1.2-TLSv1.3'),
      {
        finding: 'upload-reset-unread-tickets-tls13',
        when: ['TLSv1.2-TLSv1.3', 'TLSv1-TLSv1.3', 'TLSv1.3-TLSv1.3'],
        to: 'TLSv1.2-TLSv1.2',
        securityCost: 'low',
        exposes:
          'gives TLS 1.3 up; TLS 1.2 with ECDHE and AEAD suites stays acceptable',
      },
    ],
  ),
  ciphers: text(
    'OpenSSL cipher string for TLS 1.2 and below',
    'ECDHE+AESGCM:ECDHE+CHACHA20',
    'RFC 9325 4.2',
    [
      {
        finding: 'no-shared-cipher',
        to: 'HIGH',
        securityCost: 'low',
        exposes: 'also suites without forward secrecy',
      },
      costlyCure(
        'no-shared-cipher',
        'ALL:@SECLEVEL=0',
        'suites and signatures that no longer protect',
      ),
      costlyCure(
        'client-tls-too-old',
        'ALL:@SECLEVEL=0',
        'suites and signatures that no longer protect',
      ),
    ],
  ),
  'client-certificate': option(
    'CertificateRequest: none, or asked for, demanded, verified',
    ['none', 'requested', 'required', 'verified'],
    'none',
    'RFC 8446 4.3.2',
    [
      {
        finding: 'certreq-empty-ca-list-rejected',
        when: ['requested'],
        to: 'none',
        securityCost: 'low',
        exposes:
          'certificates that clients would have shown are no longer asked for',
      },
      costlyCure(
        'client-cert-missing',
        'none',
        'clients are no longer known by their certificate',
      ),
      costlyCure(
        'server-distrusts-client-cert',
        'required',
        'any self-made certificate is accepted',
        ['verified'],
      ),
    ],
  ),
  authorities: {
    effect:
      'authorities named in the CertificateRequest and trusted for clients',
    type: 'file',
    default: '',
    reference: 'RFC 8446 4.2.4',
    evidence: 'documentation',
    cures: [
      freeCure('certreq-empty-ca-list-rejected', 'ca.pem'),
      freeCure('server-distrusts-client-cert', 'ca.pem'),
    ],
  },
}
