/**
 * ftpd-ssl of netkit, as in.ftpd(8) of Debian has its options; all that is not
 * one of them is in its code: data is in TLS once the control connection is.
 */
import type { Option, ServerProfile, TlsVersion } from '../../harness/model.js'
import { realiseBy } from './realise-by.js'

const manual = 'in.ftpd(8), -z'
const conf = 'SSL_CONF_cmd(3); read through OPENSSL_CONF'
const order: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const bound = (effect: string): Option => ({
  effect,
  type: 'choice',
  values: ['', ...order],
  default: '',
  reference: conf,
  evidence: 'verified',
})

export const netkitFtpdOptions: Readonly<Record<string, Option>> = {
  '-z secure': {
    effect: 'no login without TLS',
    type: 'boolean',
    values: ['YES', 'NO'],
    default: 'NO',
    reference: manual,
    evidence: 'verified',
    cures: [
      {
        finding: 'server-requires-tls-login',
        when: ['YES'],
        to: 'NO',
        securityCost: 'high',
        exposes: 'passwords and files cross the network in clear',
      },
    ],
  },
  '-z verify': {
    effect: 'SSL_VERIFY_* bits: 1 asks for a client certificate, 3 insists',
    type: 'choice',
    values: ['0', '1', '3'],
    default: '0',
    reference: manual,
    evidence: 'documentation',
    cures: [
      {
        finding: 'client-cert-missing',
        when: ['3'],
        to: '0',
        securityCost: 'high',
        exposes: 'clients are no longer known by their certificate',
      },
    ],
  },
  '-z cacert': {
    effect: 'authorities for client certificates, named to the client',
    type: 'file',
    default: '',
    reference: manual,
    evidence: 'documentation',
  },
  '-z cipher': {
    effect: 'OpenSSL cipher string for TLS 1.2 and below',
    type: 'text',
    default: '',
    reference: manual,
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
  'OPENSSL_CONF.MinProtocol': bound('lowest TLS version'),
  'OPENSSL_CONF.MaxProtocol': bound('highest TLS version'),
}

const sorted = (versions: readonly TlsVersion[]): readonly TlsVersion[] =>
  order.filter(v => versions.includes(v))

const realise = realiseBy('the ftpd of netkit', {
  dataProtection: value =>
    value === 'optional'
      ? {}
      : 'data is in TLS where the control connection is, PROT or not',
  loginProtection: value => ({
    '-z secure': value === 'required' ? 'YES' : 'NO',
  }),
  versions: value => {
    const [lowest, ...rest] = sorted(value)
    if (lowest === undefined) return 'it has TLS 1.0 to 1.3'
    return {
      'OPENSSL_CONF.MinProtocol': lowest,
      'OPENSSL_CONF.MaxProtocol': rest.at(-1) ?? lowest,
    }
  },
  ciphers: value => ({ '-z cipher': value }),
  sessionReuse: value =>
    value === 'not-required' ? {} : 'it takes every data connection',
  certificateRequest: value => {
    if (value === 'none') return {}
    if (value === 'empty-list') return { '-z verify': '1' }
    if (value === 'with-authorities')
      return { '-z verify': '1', '-z cacert': 'ca.pem' }
    return { '-z verify': '3', '-z cacert': 'ca.pem' }
  },
  uploadEnd: value =>
    value === 'lenient' ? {} : 'it takes an upload without close_notify',
  closeNotify: value => (value ? 'it never sends close_notify' : {}),
  passive: value => (value ? {} : 'it has no switch for passive mode'),
  active: value => (value ? {} : 'it has no switch for active mode'),
})

export const netkitFtpdLine = (option: string, value: string): string => {
  if (option.startsWith('OPENSSL_CONF.'))
    return `${option.slice('OPENSSL_CONF.'.length)} = ${value}`
  if (option === '-z secure')
    return value === 'YES' ? 'in.ftpd -z secure' : '(without -z secure)'
  return value === '' ? `(without ${option})` : `in.ftpd ${option}=${value}`
}

/** With an EC key it ends before its greeting: SSL_CTX_use_RSAPrivateKey_file. */
export const realiseNetkitFtpd: ServerProfile['realise'] = (
  settings,
  version,
) =>
  settings.certificate?.key?.startsWith('ec') === true
    ? { unsupported: 'it loads RSA keys alone' }
    : realise(settings, version)
