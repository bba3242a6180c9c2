/**
 * C-Kermit's settings that matter between an FTPS client and a server, named
 * as they follow SET in a script. `OPENSSL_CONF.*` are not Kermit's: it takes
 * TLS versions from OpenSSL's configuration alone.
 */
import type { Cure, Option } from '../../model.js'

const faq = 'C-Kermit FTP client, https://www.kermitproject.org/ftpclient.html'
const tested = 'C-Kermit 10.0 Beta.08, tried'

const free = (finding: string, when: readonly string[], to: string): Cure => ({
  finding,
  when,
  to,
  securityCost: 'none',
  exposes: '',
})

const onOff = (
  effect: string,
  standard: 'on' | 'off',
  cures: readonly Cure[] = [],
  reference = faq,
): Option => ({
  effect,
  type: 'boolean',
  values: ['on', 'off'],
  default: standard,
  reference,
  evidence: 'verified',
  cures,
})

const unverified = (finding: string): Cure => ({
  finding,
  when: ['', 'peer-cert', 'fail-if-no-peer-cert'],
  to: 'no',
  securityCost: 'high',
  exposes: 'anyone on the way can pose as the server',
})

const below13 = (finding: string): Cure => ({
  finding,
  when: ['', 'TLSv1.3'],
  to: 'TLSv1.2',
  securityCost: 'low',
  exposes: 'TLS 1.2 instead of 1.3: certificates travel in clear',
})

const versions = ['', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

export const kermitOptions: Readonly<Record<string, Option>> = {
  'ftp authtype': {
    effect: 'which AUTH is tried: both in this order, or one alone',
    type: 'choice',
    values: ['', 'tls', 'ssl'],
    default: '',
    reference: faq,
    evidence: 'verified',
    cures: [
      free('auth-verb-not-supported', ['ssl'], 'tls'),
      free('auth-verb-not-supported', ['tls'], 'ssl'),
    ],
  },
  'ftp autoauthentication': onOff('off: no AUTH at all', 'on', [
    free('server-requires-tls-login', ['off'], 'on'),
  ]),
  'ftp autoencryption': onOff(
    'off: no PBSZ and PROT behind AUTH, data in clear',
    'on',
    [
      free('client-prot-p-missing', ['off'], 'on'),
      free('server-requires-prot-p', ['off'], 'on'),
      free('data-not-encrypted', ['off'], 'on'),
    ],
    tested,
  ),
  'ftp passive-mode': onOff('off: PORT instead of PASV', 'on', [
    free('active-mode-client-unreachable', ['off'], 'on'),
    free('active-mode-refused', ['off'], 'on'),
    free('passive-mode-refused', ['on'], 'off'),
  ]),
  'ftp command-protection-level': {
    effect: 'clear: CCC behind login; Kermit keeps TLS on all the same',
    type: 'choice',
    values: ['', 'clear', 'private'],
    default: '',
    reference: tested,
    evidence: 'verified',
    cures: [free('server-forbids-ccc', ['clear'], '')],
  },
  'ftp data-protection-level': {
    // before `ftp open` it has no effect: PROT P is sent all the same
    effect: 'clear: PROT C behind login',
    type: 'choice',
    values: ['', 'clear', 'private'],
    default: '',
    reference: tested,
    evidence: 'verified',
    cures: [
      free('server-requires-prot-p', ['clear'], ''),
      free('client-prot-p-missing', ['clear'], ''),
      free('data-not-encrypted', ['clear'], ''),
    ],
  },
  'ftp quote': {
    // with /TLS Kermit sends neither, yet starts TLS on data (10.0 Beta.08)
    effect: 'commands sent by the script behind an implicit login',
    type: 'choice',
    values: ['', 'PBSZ 0, PROT P'],
    default: '',
    reference: tested,
    evidence: 'verified',
    cures: [
      'data-handshake-failed',
      'cleartext-reply-after-auth',
      'server-requires-prot-p',
      'client-prot-p-missing',
    ].map(finding => free(finding, [''], 'PBSZ 0, PROT P')),
  },
  'auth tls verify': {
    effect: 'whether the server certificate is verified',
    type: 'choice',
    values: ['', 'no', 'peer-cert', 'fail-if-no-peer-cert'],
    default: '',
    reference: faq,
    evidence: 'verified',
    cures: [
      unverified('client-distrusts-server-cert'),
      unverified('server-cert-expired'),
      unverified('client-hostname-mismatch'),
    ],
  },
  'auth tls verify-file': {
    effect: 'the roots that a server certificate must lead to',
    type: 'file',
    default: 'ca.pem',
    reference: faq,
    evidence: 'verified',
    cures: [
      free('client-distrusts-server-cert', ['', 'other-ca.pem'], 'ca.pem'),
    ],
  },
  'auth tls certs-ok': onOff('on: any server certificate will do', 'off', [
    {
      finding: 'client-distrusts-server-cert',
      when: ['off'],
      to: 'on',
      securityCost: 'high',
      exposes: 'anyone on the way can pose as the server',
    },
  ]),
  'auth tls cipher-list': {
    effect: 'OpenSSL cipher string for TLS 1.2 and below',
    type: 'text',
    default: '',
    reference: faq,
    evidence: 'verified',
    cures: [
      {
        finding: 'no-shared-cipher',
        to: 'ALL:@SECLEVEL=0',
        securityCost: 'high',
        exposes: 'weak ciphers and keys are accepted',
      },
    ],
  },
  'OPENSSL_CONF.MaxProtocol': {
    effect: 'highest TLS version that ClientHello offers',
    type: 'choice',
    values: versions,
    default: '',
    reference: 'OpenSSL SSL_CONF_cmd(3), MaxProtocol',
    evidence: 'verified',
    cures: [
      // Kermit offers the control session each time; in 1.3 it works once
      below13('data-session-not-reused-tls13'),
      below13('data-session-not-reused-tls13-second-transfer'),
      below13('data-session-not-reused-second-transfer'),
      below13('upload-reset-unread-tickets-tls13'),
      free('client-tls-too-old', ['TLSv1', 'TLSv1.1', 'TLSv1.2'], ''),
    ],
  },
  'OPENSSL_CONF.MinProtocol': {
    effect: 'lowest TLS version',
    type: 'choice',
    values: versions,
    default: '',
    reference: 'OpenSSL SSL_CONF_cmd(3), MinProtocol',
    evidence: 'verified',
    cures: [
      {
        finding: 'client-tls-too-new-only',
        when: ['', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
        to: 'TLSv1',
        securityCost: 'high',
        exposes: 'TLS 1.0 and, with OpenSSL 3, ciphers at security level 0',
      },
    ],
  },
}

export const kermitLine = (option: string, value: string): string => {
  const [, openssl] = /^OPENSSL_CONF\.(.*)$/.exec(option) ?? []
  if (openssl !== undefined)
    return value === ''
      ? `(without ${openssl} in the file that OPENSSL_CONF names)`
      : `${openssl} = ${value}`
  if (value === '') return `(without set ${option})`
  if (option === 'ftp quote')
    return value
      .split(', ')
      .map(line => `ftp quote ${line}`)
      .join('; ')
  return `set ${option} ${value}`
}
