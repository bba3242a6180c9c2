/** What decides about TLS in pyftpdlib: its handler and that one's ssl_context. */
import type { Option } from '../../harness/model.js'
import { cures, filesInClear, free, passwordsInClear } from './cure-kit.js'

const manual = 'pyftpdlib API reference, TLS_FTPHandler'
const noMutual = 'mutual TLS is gone: a password is enough'
const weak = 'SHA-1 signatures and 1024-bit keys are accepted'

export const flag = (effect: string, rest: Partial<Option> = {}): Option => ({
  effect,
  type: 'boolean',
  values: ['True', 'False'],
  default: 'False',
  reference: manual,
  evidence: 'verified',
  ...rest,
})

export const text = (effect: string, rest: Partial<Option> = {}): Option => ({
  effect,
  type: 'text',
  default: '',
  reference: manual,
  evidence: 'verified',
  ...rest,
})

export const pyftpdlibTlsOptions: Readonly<Record<string, Option>> = {
  handler: {
    effect: 'FTPHandler: AUTH, PBSZ and PROT get 500',
    type: 'choice',
    values: ['TLS_FTPHandler', 'FTPHandler'],
    default: 'TLS_FTPHandler',
    reference: 'pyftpdlib tutorial, FTPS server',
    evidence: 'verified',
    cures: cures(['auth-refused-tls-off'], {
      when: ['FTPHandler'],
      to: 'TLS_FTPHandler',
      ...free,
    }),
  },
  tls_control_required: flag('USER in clear gets 550', {
    cures: cures(['server-requires-tls-login'], {
      when: ['True'],
      to: 'False',
      securityCost: 'high',
      exposes: passwordsInClear,
    }),
  }),
  tls_data_required: flag('PASV, EPSV, PORT and EPRT before PROT P get 550', {
    cures: [
      ...cures(['server-requires-prot-p', 'client-prot-p-missing'], {
        when: ['True'],
        to: 'False',
        securityCost: 'high',
        exposes: filesInClear,
      }),
      ...cures(['data-not-encrypted', 'prot-dropped-to-clear'], {
        when: ['False'],
        to: 'True',
        ...free,
      }),
    ],
  }),
  ssl_options: text(
    'OP_ names of OpenSSL, joined by |, on top of OP_NO_SSLv2, OP_NO_SSLv3 and OP_NO_COMPRESSION',
    {
      reference: `${manual} ssl_options; SSL_CTX_set_options(3)`,
      cures: [
        ...cures(
          [
            'upload-reset-unread-tickets-tls13',
            'upload-truncated-silently',
            'psk-binder-rejected-after-hrr',
            'session-of-lower-version',
          ],
          {
            to: 'OP_NO_TLSv1_3',
            securityCost: 'low',
            exposes: 'TLS 1.2 at best, for all clients',
          },
        ),
        ...cures(['client-tls-too-old', 'client-tls-too-new-only'], {
          to: '',
          ...free,
        }),
        ...cures(['upload-without-close-notify'], {
          to: 'OP_IGNORE_UNEXPECTED_EOF',
          securityCost: 'low',
          exposes: 'an upload that somebody cut short looks complete',
        }),
      ],
    },
  ),
  'ssl_context.set_cipher_list': text(
    'suites up to TLS 1.2 (OpenSSL list, with @SECLEVEL)',
    {
      reference: 'pyOpenSSL Context.set_cipher_list',
      cures: [
        ...cures(['no-shared-cipher'], {
          to: 'HIGH',
          securityCost: 'low',
          exposes: 'suites without forward secrecy become possible',
        }),
        ...cures(['no-shared-cipher', 'client-tls-too-old'], {
          to: 'ALL:@SECLEVEL=0',
          securityCost: 'high',
          exposes: weak,
        }),
      ],
    },
  ),
  'ssl_context.set_verify': text(
    'VERIFY_PEER: asks for a client certificate; with VERIFY_FAIL_IF_NO_PEER_CERT it is required',
    {
      reference: 'pyOpenSSL Context.set_verify',
      cures: [
        ...cures(['client-cert-missing'], {
          when: ['VERIFY_PEER | VERIFY_FAIL_IF_NO_PEER_CERT'],
          to: 'VERIFY_PEER',
          securityCost: 'high',
          exposes: noMutual,
        }),
        ...cures(['server-distrusts-client-cert', 'client-cert-unusable'], {
          to: '',
          securityCost: 'high',
          exposes: noMutual,
        }),
        ...cures(['certreq-empty-ca-list-rejected'], {
          to: '',
          securityCost: 'high',
          exposes: noMutual,
        }),
      ],
    },
  ),
  'ssl_context.load_verify_locations': {
    effect: 'trusted CAs, and (set_client_ca_list) those in CertificateRequest',
    type: 'file',
    default: '',
    reference: 'pyOpenSSL Context.load_verify_locations',
    evidence: 'verified',
    cures: cures(
      ['certreq-empty-ca-list-rejected', 'server-distrusts-client-cert'],
      { to: 'ca.pem', ...free },
    ),
  },
  'ssl_context.set_session_cache_mode': text(
    'SESS_CACHE_OFF: no session ids; tickets are not affected',
    { reference: 'pyOpenSSL Context.set_session_cache_mode' },
  ),
  'ssl_context.set_timeout': text('seconds that a session can be resumed', {
    type: 'number',
    reference: 'pyOpenSSL Context.set_timeout',
  }),
}
