/**
 * C-Kermit's FTP client as it was observed on this product's real driver:
 * AUTH TLS, TLS-P and SSL in this order, PBSZ and PROT before USER, one
 * session for all data connections, and a login in clear once TLS has failed.
 */
import type { TlsVersion } from '../model.js'
import type { Read } from './engine/profile.js'
import { emulated } from './engine/profile.js'
import { soundTraits, type TlsTraits, type Traits } from './engine/traits.js'
import kermit from './kermit.js'

const versions: readonly TlsVersion[] = [
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]

const version = (value: string, standard: TlsVersion): TlsVersion =>
  versions.find(v => v === value) ?? standard

const tls = (read: Read): TlsTraits => ({
  ...soundTraits.tls,
  minVersion: version(read('OPENSSL_CONF.MinProtocol'), 'TLSv1.2'),
  maxVersion: version(read('OPENSSL_CONF.MaxProtocol'), 'TLSv1.3'),
  // what stands in ck_ssl.c
  ciphers: read('auth tls cipher-list') || 'HIGH:MEDIUM:LOW:+ADH:+EXP',
  // the list is of the control connection alone
  dataCiphers: 'DEFAULT',
  sendServerName: false,
  // a name that does not match is a question, and a script answers yes
  verify:
    read('auth tls verify') === 'no' || read('auth tls certs-ok') === 'on'
      ? 'none'
      : 'chain',
  trust: read('auth tls verify-file') || 'other-ca.pem',
  // Debian's OpenSSL
  usualLevel: 2,
})

const mechanisms = (authtype: string): string[] =>
  authtype === '' ? ['TLS', 'SSL'] : [authtype.toUpperCase()]

export const kermitTraits = (read: Read): Traits => ({
  ...soundTraits,
  mode: read('ftp autoauthentication') === 'off' ? 'clear' : 'explicit',
  auth: mechanisms(read('ftp authtype')),
  authAlso: { TLS: ['TLS-P'] },
  authRefused: 'clear',
  handshakeFailed: 'clear',
  authAgain: 'SSL',
  loginRefused: 'unnoticed',
  afterLogin: [
    'REST 0',
    'SYST',
    'TYPE I',
    'MODE S',
    'STRU F',
    'FEAT',
    ...(read('ftp command-protection-level') === 'clear' ? ['CCC'] : []),
  ],
  protect: read('ftp autoencryption') === 'off' ? 'never' : 'before-login',
  level: read('ftp data-protection-level') === 'clear' ? 'C' : 'P',
  lowersBehindLogin: true,
  pbszWithP: true,
  protectRefused: 'clear',
  implicitProt: read('ftp quote') === '' ? 'not-sent' : 'behind-login',
  listType: 'A',
  repeatsType: 'once',
  asksSize: true,
  restBehindMode: true,
  data: read('ftp passive-mode') === 'off' ? 'port' : 'pasv',
  modeFallsBack: 'to-active',
  dataHandshake: 'after-1yz',
  afterFailure: step =>
    step === 'list' || step === 'get' || step === 'put' ? 'quit' : 'go-on',
  dataSession: 'first',
  readToEnd: false,
  // its script ends with 0 all the same
  unnoticed: [
    'auth',
    'control-tls',
    'protect',
    'command',
    'pbsz',
    'prot',
    'ccc',
  ],
  closeNotifyBehindFin: (role, version) =>
    role === 'control' || version !== 'TLSv1.3',
  tls: tls(read),
})

/** Options of a script, and what of a conversation they settle. */
export const kermitDecides = {
  'ftp autoauthentication': 'mode',
  'ftp authtype': 'auth',
  'ftp autoencryption': 'protect',
  'ftp data-protection-level': 'level',
  'ftp passive-mode': 'data',
  'auth tls verify': 'verify',
  'auth tls certs-ok': 'verify',
  'auth tls cipher-list': 'ciphers',
  'OPENSSL_CONF.MinProtocol': 'minVersion',
  'OPENSSL_CONF.MaxProtocol': 'maxVersion',
} as const

export default emulated({
  id: 'emulated-kermit',
  product: 'C-Kermit',
  title: 'C-Kermit 10: AUTH TLS, TLS-P, SSL, then in clear',
  versions: kermit.versions,
  defaultVersion: kermit.defaultVersion,
  evidence: 'verified',
  inDefaultMatrix: false,
  options: kermit.options,
  matrix: kermit.matrix ?? [{}],
  traits: kermitTraits,
  decides: kermitDecides,
  supports: conversation => kermit.supports(conversation, {}),
  configurationLine: (option, value) => kermit.configurationLine(option, value),
})
