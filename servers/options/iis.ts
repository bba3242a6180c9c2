/** The FTP service of Microsoft IIS, as in system.applicationHost/sites. */
import type { Option } from '../../harness/model.js'
import { clearData, clearLogin, costlyCures, freeCures } from './cure-kit.js'
import { realiseBy } from './realise-by.js'

export const iisVersions = ['7.0', '7.5', '8.0', '8.5', '10.0'] as const

const ssl = 'IIS configuration, ftpServer/security/ssl '
const threads = 'publish-over-ftp-plugin issues 62 and 115, FluentFTP issue 510'

export const iisOptions: Readonly<Record<string, Option>> = {
  controlChannelPolicy: {
    effect:
      'SslRequire: USER without TLS gets 534; SslRequireCredentialsOnly, SslAllow: CCC is granted',
    type: 'choice',
    values: ['SslAllow', 'SslRequire', 'SslRequireCredentialsOnly'],
    default: 'SslRequire',
    reference: `${ssl}controlChannelPolicy; ${threads}`,
    evidence: 'documentation',
    cures: [
      ...costlyCures(['server-requires-tls-login'], 'SslAllow', clearLogin),
      ...costlyCures(
        ['server-forbids-ccc'],
        'SslRequireCredentialsOnly',
        'commands and file names after CCC are in clear',
        ['SslRequire'],
      ),
    ],
  },
  dataChannelPolicy: {
    effect:
      'SslRequire: transfers without PROT P get 534; SslDeny: PROT P gets 534',
    type: 'choice',
    values: ['SslAllow', 'SslRequire', 'SslDeny'],
    default: 'SslRequire',
    reference: `${ssl}dataChannelPolicy; ${threads}`,
    evidence: 'documentation',
    cures: [
      ...costlyCures(
        ['server-requires-prot-p', 'client-prot-p-missing'],
        'SslAllow',
        clearData,
        ['SslRequire'],
      ),
      ...freeCures(['prot-level-unsupported'], 'SslAllow', ['SslDeny']),
      ...freeCures(['prot-level-unsupported'], 'SslRequire', ['SslDeny']),
    ],
  },
  serverCertHash: {
    effect: 'bound: the site has a certificate; empty: AUTH gets 534',
    type: 'choice',
    values: ['', 'bound'],
    default: 'bound',
    reference: `${ssl}serverCertHash; slskd issue 192`,
    evidence: 'documentation',
    cures: freeCures(
      ['auth-refused-tls-off', 'auth-verb-not-supported'],
      'bound',
      [''],
    ),
  },
  clientCertificatePolicy: {
    effect: 'CertRequire: no login without a client certificate',
    type: 'choice',
    values: ['CertIgnore', 'CertAllow', 'CertRequire'],
    default: 'CertIgnore',
    reference: 'IIS configuration, ftpServer/security/sslClientCertificates',
    evidence: 'documentation',
    cures: costlyCures(
      ['client-cert-missing', 'server-distrusts-client-cert'],
      'CertIgnore',
      'clients are no longer known by their certificate',
    ),
  },
  'firewallSupport.externalIp4Address': {
    effect: 'the address in the reply to PASV',
    type: 'text',
    default: '',
    reference: 'IIS configuration, ftpServer/firewallSupport',
    evidence: 'documentation',
    cures: freeCures(['pasv-address-wrong'], ''),
  },
}

const certificatePolicies = {
  none: { clientCertificatePolicy: 'CertIgnore' },
  'empty-list': 'IIS names the roots of the machine in its request',
  'with-authorities': { clientCertificatePolicy: 'CertAllow' },
  required: { clientCertificatePolicy: 'CertRequire' },
  verified: { clientCertificatePolicy: 'CertRequire' },
} as const

export const realiseIis = realiseBy('IIS', {
  // a site bound to port 990 is implicit, without any other switch
  implicit: () => ({}),
  tls: () => ({
    serverCertHash: '',
    controlChannelPolicy: 'SslAllow',
    dataChannelPolicy: 'SslAllow',
  }),
  certificateRequest: value => certificatePolicies[value],
  sessionReuse: value =>
    value === 'not-required' ? {} : 'IIS has no rule about session reuse',
  dataProtection: value => ({
    dataChannelPolicy: value === 'required' ? 'SslRequire' : 'SslAllow',
  }),
  loginProtection: value => ({
    controlChannelPolicy: value === 'required' ? 'SslRequire' : 'SslAllow',
  }),
  passiveAddress: value => ({ 'firewallSupport.externalIp4Address': value }),
})

export const iisLine = (option: string, value: string): string =>
  option.startsWith('firewallSupport.')
    ? `<firewallSupport externalIp4Address="${value}" />`
    : option === 'clientCertificatePolicy'
      ? `<sslClientCertificates clientCertificatePolicy="${value}" />`
      : `<ssl ${option}="${value}" />`
