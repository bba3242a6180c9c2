/**
 * Kermit 95 and the C-Kermit of its age. Its source pins AUTH TLS to
 * TLSv1_client_method: a ClientHello of TLS 1.0 without extensions, and no
 * other version whatever the server has. AUTH SSL, which OpenSSL of that age
 * began with an SSL 2 hello, is given the same TLS 1.0: SSL 2 and 3 are not
 * emulated.
 */
import type { Option } from '../model.js'
import { emulated } from './engine/profile.js'
import { soundTraits, type TlsFailure, type Traits } from './engine/traits.js'
import { kermitDecides, kermitTraits } from './emulated-kermit.js'
import kermit from './kermit.js'

/** OpenSSL 0.9.7's list, without what no stack here can run. */
const suites: readonly number[] = [0x39, 0x35, 0x16, 0x0a, 0x33, 0x2f]

const pinned = (name: string): boolean =>
  name.startsWith('OPENSSL_CONF.') || name === 'auth tls cipher-list'

const options: Readonly<Record<string, Option>> = Object.fromEntries(
  Object.entries(kermit.options)
    .filter(([name]) => !pinned(name))
    .map(([name, option]) => [name, { ...option, evidence: 'documentation' }]),
)

/**
 * The stack's errors in the words of OpenSSL 0.9.7. Its FAQ has the first
 * line for text in the handshake and for a server that hangs up alike.
 */
const describe = ({ code, text }: TlsFailure): TlsFailure => {
  if (code === '402')
    return {
      number: 0x14094410,
      text: 'error:14094410:SSL routines:SSL3_READ_BYTES:sslv3 alert handshake failure',
    }
  if (code === '410')
    return {
      number: 0x1408f10b,
      text: 'error:1408F10B:SSL routines:SSL3_GET_RECORD:wrong version number',
    }
  return code === '420' || code === '406'
    ? { text: 'SSL routines:SSL3_GET_RECORD:wrong version number' }
    : { text }
}

const traits = (read: (name: string) => string): Traits => {
  const today = kermitTraits(read)
  return {
    ...today,
    readToEnd: true,
    tls: {
      ...soundTraits.tls,
      stack: 'system-ssl',
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      lowest: 'TLSv1',
      suites,
      resumption: 'session-id',
      legacyServers: true,
      sendServerName: false,
      renegotiationScsv: false,
      verify: today.tls.verify,
      trust: today.tls.trust,
      describe,
    },
  }
}

export default emulated({
  id: 'emulated-kermit95',
  product: 'Kermit 95',
  title: 'Kermit 95 with OpenSSL 0.9.7: TLS 1.0 and nothing else',
  versions: ['2.1.3'],
  defaultVersion: '2.1.3',
  evidence: 'source',
  inDefaultMatrix: false,
  options,
  traits,
  decides: Object.fromEntries(
    Object.entries(kermitDecides).filter(([name]) => !pinned(name)),
  ),
  supports: conversation => kermit.supports(conversation, {}),
  configurationLine: (option, value) => kermit.configurationLine(option, value),
})
