/**
 * curl by its TLS library and its age, compared with the real 7.88.1: AUTH
 * SSL first, EPSV before PASV, and what each backend does with sessions.
 */
import type { Option, TlsVersion } from '../model.js'
import { compareVersions } from '../versions.js'
import { free, unresumed } from './child/option-kit.js'
import curl from './curl.js'
import { emulated, type Read } from './engine/profile.js'
import { soundTraits, type Traits } from './engine/traits.js'

const backend: Option = {
  effect: 'TLS library: gnutls resumes in TLS 1.2 only, nss never',
  type: 'choice',
  values: ['openssl', 'gnutls', 'nss'],
  default: 'openssl',
  since: '7.56.0',
  reference: 'libcurl-env(3), CURL_SSL_BACKEND; measured with 7.88.1',
  evidence: 'verified',
  cures: [
    ...unresumed.map(f => free(f, ['nss', 'gnutls'], 'openssl')),
    free('upload-truncated-silently', ['nss'], 'openssl'),
  ],
}

const numbered: Readonly<Record<string, TlsVersion>> = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
}

/** OpenSSL 1.1.1 came with the distributions of 7.61 and later. */
const newest = (read: Read, version: string): TlsVersion =>
  compareVersions(version, '7.61.0') < 0
    ? 'TLSv1.2'
    : (numbered[read('tls-max')] ?? 'TLSv1.3')

const sessions = (
  read: Read,
  version: string,
): Pick<Traits, 'dataSession' | 'dataSessionTls13'> => {
  const library = read('CURL_SSL_BACKEND')
  if (read('no-sessionid') === 'YES' || library === 'nss')
    return { dataSession: 'none' }
  // before 7.63 no callback took TLS 1.3's tickets (curl issue 3002)
  const none = library === 'gnutls' || compareVersions(version, '7.63.0') < 0
  return {
    dataSession: 'newest',
    dataSessionTls13: none ? 'none' : 'newest-once',
  }
}

const dataMode = (read: Read): Traits['data'] =>
  read('ftp-port') !== ''
    ? read('disable-eprt') === 'YES'
      ? 'port'
      : 'eprt'
    : read('disable-epsv') === 'YES'
      ? 'pasv'
      : 'epsv'

const tls = (read: Read, version: string): Traits['tls'] => {
  const maxVersion = newest(read, version)
  const wanted = numbered[read('tlsv1.x')]
  // from 7.54 on, and with Debian's OpenSSL 3, TLS 1.2 is the least
  const usual = compareVersions(version, '7.77.0') < 0 ? 'TLSv1' : 'TLSv1.2'
  return {
    ...soundTraits.tls,
    minVersion: wanted ?? usual,
    maxVersion,
    ciphers: read('ciphers') || 'DEFAULT',
    verify: read('insecure') === 'YES' ? 'none' : 'chain-and-name',
    nameBehindHandshake: true,
    // SSL_OP_NO_TICKET with OpenSSL: by session id below TLS 1.3
    resumption:
      read('CURL_SSL_BACKEND') === 'openssl' ? 'session-id' : 'ticket',
    // Debian's OpenSSL
    usualLevel: 2,
    trust: read('cacert') || 'other-ca.pem',
  }
}

const transfers: ReadonlySet<string> = new Set(['list', 'get', 'put'])

const traits = (read: Read, version: string): Traits => ({
  ...soundTraits,
  auth: ['SSL', 'TLS'],
  authRefused: read('ssl-reqd') === 'NO' ? 'clear' : 'give-up',
  afterLogin: [],
  level: read('ftp-ssl-control') === 'YES' ? 'C' : 'P',
  protectRefused: read('ssl-reqd') === 'NO' ? 'clear' : 'clear-below-p',
  beforeSteps: ['PWD'],
  listType: 'A',
  modeFirst: true,
  asksSize: true,
  restBehindMode: true,
  cccFirst: true,
  data: dataMode(read),
  epsvFallsBack: true,
  passiveAddress: read('ftp-skip-pasv-ip') === 'YES' ? 'peer' : 'reply',
  // since 7.87 before the transfer command (curl issue 11720)
  dataHandshake:
    compareVersions(version, '7.87.0') < 0 ? 'after-1yz' : 'with-command',
  ...sessions(read, version),
  ...(version === '7.88.1' ? { activeTls: 'not-started' as const } : {}),
  // it reads once before it closes, which mostly takes the tickets (pull
  // request 13904 made it always), but keeps none of them
  uploadTickets: compareVersions(version, '8.9.0') < 0 ? 'lost' : 'kept',
  unnoticed: ['command', 'ccc'],
  // the driver's config says fail-early
  afterFailure: step =>
    step === 'login' ? 'end' : transfers.has(step) ? 'quit' : 'go-on',
  closeNotifyBehindFin: () => true,
  tls: tls(read, version),
})

export default emulated({
  id: 'emulated-curl',
  product: 'curl',
  title:
    'curl by age and TLS library: AUTH SSL first, EPSV, one ticket at a time',
  versions: ['7.58.0', '7.61.1', '7.88.1', '8.9.0'],
  defaultVersion: '7.88.1',
  evidence: 'verified',
  inDefaultMatrix: false,
  options: { ...curl.options, CURL_SSL_BACKEND: backend },
  matrix: [
    {},
    { 'tls-max': '1.2' },
    { CURL_SSL_BACKEND: 'nss' },
    { version: '7.61.1' },
  ],
  traits,
  decides: {
    'tls-max': 'maxVersion',
    'tlsv1.x': 'minVersion',
    ciphers: 'ciphers',
    'no-sessionid': 'dataSession',
    'disable-epsv': 'data',
    'ftp-port': 'data',
    'ftp-ssl-control': 'level',
    insecure: 'verify',
  },
  supports: conversation => curl.supports(conversation, {}),
  configurationLine: (option, value) =>
    option === 'CURL_SSL_BACKEND'
      ? `${option}=${value} curl …  (of a curl built with it)`
      : curl.configurationLine(option, value),
})
