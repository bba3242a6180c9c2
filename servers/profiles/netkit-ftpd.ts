/** netkit ftpd, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { netkitFtpdToEngine } from '../emulated/netkit-ftpd.js'
import { embeddedBackend } from '../engine/backend.js'
import { realiseNetkitFtpd } from '../options/netkit-ftpd.js'

export default defineServer({
  id: 'netkit-ftpd',
  product: 'netkit ftpd',
  title: 'ftpd of netkit with SSL patches, from hearsay (emulated)',
  versions: ['0.17'],
  defaultVersion: '0.17',
  options: {},
  evidence: 'report',
  inDefaultMatrix: false,
  realise: realiseNetkitFtpd,
  backends: [embeddedBackend(netkitFtpdToEngine)],
  configurationLine: (option, value) => `${option}: ${value}`,
})
