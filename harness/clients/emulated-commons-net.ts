/**
 * Apache Commons Net over JSSE, compared with the real one: no resumption as
 * shipped; with the reflection work-around in TLS 1.2 only, and there only
 * while the server's ticket is announced for a week or less.
 */
import type { TlsVersion } from '../model.js'
import { endsAtFirstError } from './emulated/scripted.js'
import { emulated, type Read } from './engine/profile.js'
import { soundTraits, type Traits } from './engine/traits.js'
import java from './java-commons-net.js'

/** JSSE's limit (RFC 8446 4.6.1), which it holds TLS 1.2 tickets to as well */
const week = 604_800

const verifies = (read: Read): Traits['tls']['verify'] =>
  read('setTrustManager') !== 'roots'
    ? 'none'
    : read('setEndpointCheckingEnabled') === 'true'
      ? 'chain-and-name'
      : 'chain'

/** JSSE's of JDK 17, in its order; OpenSSL's names */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-CHACHA20-POLY1305',
  'DHE-DSS-AES256-GCM-SHA384',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-DSS-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA256',
  'DHE-RSA-AES256-SHA256',
  'DHE-DSS-AES256-SHA256',
  'DHE-RSA-AES128-SHA256',
  'DHE-DSS-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'DHE-RSA-AES256-SHA',
  'DHE-DSS-AES256-SHA',
  'DHE-RSA-AES128-SHA',
  'DHE-DSS-AES128-SHA',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-SHA256',
  'AES128-SHA256',
  'AES256-SHA',
  'AES128-SHA',
].join(':')

/** The same; OpenSSL leaves SHA-1 out at its security level. */
const signatureAlgorithms =
  'ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:' +
  'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:' +
  'rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:' +
  'RSA+SHA256:RSA+SHA384:RSA+SHA512:DSA+SHA256:' +
  'ECDSA+SHA224:RSA+SHA224:DSA+SHA224:ECDSA+SHA1:RSA+SHA1:DSA+SHA1'

const traits = (read: Read): Traits => ({
  ...soundTraits,
  afterLogin: [],
  protect: read('execPROT') === '' ? 'never' : 'after-login',
  level: read('execPROT') === 'C' ? 'C' : 'P',
  beforeSteps: ['TYPE I'],
  beforeFirstListing: ['SYST'],
  data:
    read('enterLocalPassiveMode') === 'false'
      ? 'port'
      : read('setUseEPSVwithIPv4') === 'true'
        ? 'epsv'
        : 'pasv',
  passiveAddress: 'peer',
  restBehindMode: true,
  afterFailure: endsAtFirstError,
  dataHandshake: 'after-1yz',
  dataSession: read('session-reuse') === 'YES' ? 'control' : 'none',
  dataSessionTls13: 'none',
  longestTicket: week,
  silentBehindQuit: true,
  closeNotifyBehindFin: role => role === 'data',
  tls: {
    ...soundTraits.tls,
    maxVersion: (read('setEnabledProtocols') || 'TLSv1.3') as TlsVersion,
    lowest: 'TLSv1.2',
    resumption:
      read('jdk.tls.client.enableSessionTicketExtension') === 'false'
        ? 'session-id'
        : 'ticket',
    verify: verifies(read),
    // certificate_unknown
    distrustAlert: 46,
    nameAlert: 46,
    ciphers,
    groups:
      'X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192',
    signatureAlgorithms,
    encryptThenMac: false,
    staple: true,
    // the driver hands JSSE a connected socket without a host's name
    sendServerName: false,
    trust: read('javax.net.ssl.trustStore') || 'other-ca.pem',
  },
})

export default emulated({
  id: 'emulated-commons-net',
  product: java.product,
  title: 'Commons Net on JDK 17: with and without the reuse work-arounds',
  versions: java.versions,
  defaultVersion: java.defaultVersion,
  evidence: 'verified',
  inDefaultMatrix: false,
  options: java.options,
  matrix: java.matrix ?? [{}],
  traits,
  decides: {
    'session-reuse': 'dataSession',
    execPROT: 'level',
    enterLocalPassiveMode: 'data',
    setUseEPSVwithIPv4: 'data',
    setEnabledProtocols: 'maxVersion',
    setTrustManager: 'verify',
  },
  supports: conversation => java.supports(conversation, {}),
  configurationLine: (option, value) => java.configurationLine(option, value),
})
