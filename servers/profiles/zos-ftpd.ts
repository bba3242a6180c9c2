/** The FTP server of z/OS, emulated: never compared with a real one. */
import { defineServer } from '../../harness/define.js'
import { zosFtpdToEngine } from '../emulated/zos-ftpd.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  realiseZosFtpd,
  zosFtpdLine,
  zosFtpdOptions,
  zosFtpdVersions,
} from '../options/zos-ftpd.js'

export default defineServer({
  id: 'zos-ftpd',
  product: 'z/OS FTP server',
  title: 'z/OS Communications Server FTP server, from the books (emulated)',
  versions: zosFtpdVersions,
  defaultVersion: 'V2R3',
  options: zosFtpdOptions,
  evidence: 'documentation',
  inDefaultMatrix: false,
  matrix: [{}, { TLSMECHANISM: 'FTP' }],
  realise: realiseZosFtpd,
  backends: [embeddedBackend(zosFtpdToEngine)],
  configurationLine: zosFtpdLine,
})
