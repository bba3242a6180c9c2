/**
 * PHP's ext/ftp, compared with the real 8.2.35, and as it was before php-src
 * pull request 12851: it copied the control connection's session each time,
 * which TLS 1.3 allows once. Since then it insists on a session to resume.
 */
import type { TlsVersion } from '../model.js'
import { compareVersions } from '../versions.js'
import { endsAtFirstError } from './emulated/scripted.js'
import { emulated, type Read } from './engine/profile.js'
import { soundTraits, type Traits } from './engine/traits.js'
import php from './php-ftp.js'

const repaired = '8.2.14'

const traits = (read: Read, version: string): Traits => {
  const old = compareVersions(version, repaired) < 0
  return {
    ...soundTraits,
    auth: ['TLS', 'SSL'],
    afterLogin: [],
    protect: 'before-login',
    listType: 'A',
    pasvAhead: true,
    restBehindMode: true,
    afterFailure: endsAtFirstError,
    data: read('ftp_pasv') === 'false' ? 'port' : 'pasv',
    modeFallsBack: 'to-active',
    passiveAddress: read('FTP_USEPASVADDRESS') === 'false' ? 'peer' : 'reply',
    dataHandshake: 'after-1yz',
    dataSession: old ? 'first' : 'newest',
    needsSession: !old,
    closeNotifyBehindFin: (role, version) =>
      role === 'control' || version !== 'TLSv1.3',
    tls: {
      ...soundTraits.tls,
      maxVersion: (read('OPENSSL_CONF.MaxProtocol') || 'TLSv1.3') as TlsVersion,
      verify: 'none',
      sendServerName: false,
    },
  }
}

export default emulated({
  id: 'emulated-php-ftp',
  product: 'PHP ext/ftp',
  title: 'ftp_ssl_connect before and after its repair for TLS 1.3',
  versions: ['8.1.0', '8.2.35'],
  defaultVersion: '8.2.35',
  evidence: 'verified',
  inDefaultMatrix: false,
  options: php.options,
  matrix: [{}, { version: '8.1.0' }],
  traits,
  decides: { ftp_pasv: 'data', 'OPENSSL_CONF.MaxProtocol': 'maxVersion' },
  supports: conversation => php.supports(conversation, {}),
  configurationLine: (option, value) => php.configurationLine(option, value),
})
