/** FileZilla Server 0.9 and 1.x, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { filezillaServerToEngine } from '../emulated/filezilla-server.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  filezillaServerLine,
  filezillaServerOptions,
  filezillaServerVersions,
  realiseFilezillaServer,
} from '../options/filezilla-server.js'

export default defineServer({
  id: 'filezilla-server',
  product: 'FileZilla Server',
  title: 'FileZilla Server 0.9 and 1.x, from reports (emulated)',
  versions: filezillaServerVersions,
  defaultVersion: '1.9.4',
  options: filezillaServerOptions,
  evidence: 'report',
  inDefaultMatrix: false,
  matrix: [{}, { version: '0.9.60' }],
  realise: realiseFilezillaServer,
  backends: [embeddedBackend(filezillaServerToEngine)],
  configurationLine: filezillaServerLine,
})
