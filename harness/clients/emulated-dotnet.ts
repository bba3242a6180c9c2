/**
 * .NET's FtpWebRequest, from its source: AUTH TLS alone, PBSZ and PROT behind
 * PASS, PASV's address ignored, the data handshake behind 150, and data
 * connections closed below SslStream, without close_notify and without a look
 * at what came in. Which platform resumes is from reports.
 */
import type { TlsVersion } from '../model.js'
import { supportedBy } from './child/abilities.js'
import { dotNet } from './emulated/abilities.js'
import {
  dotNetLine,
  dotNetOptions,
  dotNetVersions,
  platformHighest,
} from './emulated/dotnet-options.js'
import { versionOf } from './emulated/option-kit.js'
import { emulated, type Read } from './engine/profile.js'
import { atMost, soundTraits, type Traits } from './engine/traits.js'

const highestOf = (read: Read, framework: string): TlsVersion => {
  // SecurityProtocol of 4.5 was Ssl3 | Tls
  if (framework === 'net45') return 'TLSv1'
  const asked = versionOf(
    dotNetVersions,
    read('ServicePointManager.SecurityProtocol'),
    'TLSv1.3',
  )
  const most = platformHighest(framework)
  return atMost(asked, most) ? asked : most
}

const traits = (read: Read): Traits => {
  const framework = read('TargetFramework')
  const maxVersion = highestOf(read, framework)
  const validates =
    read('ServicePointManager.ServerCertificateValidationCallback') === ''
  return {
    ...soundTraits,
    mode: read('EnableSsl') === 'false' ? 'clear' : 'explicit',
    afterLogin: [],
    beforeSteps: ['OPTS utf8 on', 'PWD', 'TYPE I'],
    data: read('UsePassive') === 'false' ? 'port' : 'pasv',
    passiveAddress: 'peer',
    dataHandshake: 'after-1yz',
    dataSession: framework === 'net6.0' ? 'none' : 'control',
    closeNotify: false,
    readToEnd: false,
    tls: {
      ...soundTraits.tls,
      minVersion: atMost(maxVersion, 'TLSv1.1') ? maxVersion : 'TLSv1.2',
      maxVersion,
      verify: validates ? 'chain-and-name' : 'none',
    },
  }
}

export default emulated({
  id: 'emulated-dotnet',
  product: '.NET FtpWebRequest',
  title: 'FtpWebRequest: AUTH TLS, no close_notify; resumes by platform',
  versions: ['8.0'],
  defaultVersion: '8.0',
  evidence: 'source',
  inDefaultMatrix: false,
  options: dotNetOptions,
  matrix: [{}, { TargetFramework: 'net48' }, { TargetFramework: 'net8.0' }],
  traits,
  decides: {
    EnableSsl: 'mode',
    'ServicePointManager.SecurityProtocol': 'maxVersion',
    UsePassive: 'data',
    'ServicePointManager.ServerCertificateValidationCallback': 'verify',
  },
  supports: conversation => supportedBy(dotNet, conversation),
  configurationLine: dotNetLine,
})
