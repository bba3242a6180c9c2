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
