/** Microsoft IIS FTP, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { iisToEngine } from '../emulated/iis.js'
import { embeddedBackend } from '../engine/backend.js'
import { iisLine, iisOptions, iisVersions, realiseIis } from '../options/iis.js'

export default defineServer({
  id: 'iis',
  product: 'Microsoft IIS FTP',
  title: 'Microsoft IIS FTP 7 to 10, from its documentation (emulated)',
  versions: iisVersions,
  defaultVersion: '10.0',
  options: iisOptions,
  evidence: 'documentation',
  inDefaultMatrix: false,
  matrix: [{}, { dataChannelPolicy: 'SslDeny' }],
  realise: realiseIis,
  backends: [embeddedBackend(iisToEngine)],
  configurationLine: iisLine,
})
