/**
 * WinSCP over FTP, from its source: AUTH TLS then AUTH SSL, SYST, FEAT,
 * PBSZ and PROT behind login. In TLS 1.3 it goes on with the session of the
 * last connection, below with the control connection's; a session that was
 * not taken up once is not offered again, which is not emulated.
 */
import { compareVersions } from '../versions.js'
import { supportedBy } from './child/abilities.js'
import { winScp } from './emulated/abilities.js'
import { emulated, type Read } from './engine/profile.js'
import { soundTraits, type Traits } from './engine/traits.js'
import { versionOf } from './emulated/option-kit.js'
import {
  winScpLine,
  winScpOptions,
  winScpVersions,
} from './emulated/winscp-options.js'

const modes: Readonly<Record<string, Traits['mode']>> = {
  '0': 'clear',
  '1': 'implicit',
}

const traits = (read: Read, version: string): Traits => {
  const reuses = read('SslSessionReuse') === '1'
  const maxVersion = read('MaxTlsVersion')
  return {
    ...soundTraits,
    mode: modes[read('Ftps')] ?? 'explicit',
    auth: read('Ftps') === '2' ? ['SSL'] : ['TLS', 'SSL'],
    afterLogin: ['SYST', 'FEAT', 'OPTS UTF8 ON'],
    ifAnnounced: { 'OPTS UTF8 ON': /\bUTF8\b/ },
    protectRefused: 'clear',
    beforeSteps: ['PWD'],
    listType: 'A',
    data: read('FtpPasvMode') === '0' ? 'port' : 'pasv',
    passiveAddress: read('FtpForcePasvIp2') === '0' ? 'peer' : 'reply',
    dataHandshake:
      read('FtpTransferActiveImmediately') === '0'
        ? 'with-command'
        : 'after-1yz',
    dataSession: reuses ? 'control' : 'none',
    dataSessionTls13: reuses ? 'newest' : 'none',
    tls: {
      ...soundTraits.tls,
      minVersion: versionOf(winScpVersions, read('MinTlsVersion'), 'TLSv1.2'),
      maxVersion: versionOf(winScpVersions, maxVersion, 'TLSv1.3'),
      // SSL 3.0 was taken out with OpenSSL 3
      lowest: 'TLSv1',
      securityLevel: compareVersions(version, '6.2') < 0 ? 1 : 0,
      verify: read('-certificate') === '*' ? 'none' : 'chain-and-name',
    },
  }
}

export default emulated({
  id: 'emulated-winscp',
  product: 'WinSCP',
  title: 'WinSCP: AUTH TLS, SSL; resumes unless told not to',
  versions: ['5.15', '5.21', '6.3'],
  defaultVersion: '6.3',
  evidence: 'source',
  inDefaultMatrix: false,
  options: winScpOptions,
  matrix: [{}, { SslSessionReuse: '0' }],
  traits,
  decides: {
    Ftps: 'mode',
    SslSessionReuse: 'dataSession',
    MinTlsVersion: 'minVersion',
    MaxTlsVersion: 'maxVersion',
    FtpPasvMode: 'data',
    '-certificate': 'verify',
  },
  supports: conversation => supportedBy(winScp, conversation),
  configurationLine: winScpLine,
})
