/** ftpd-ssl of netkit: the real one of Debian 11 as a process, or emulated. */
import { defineServer } from '../../harness/define.js'
import { netkitFtpdToEngine } from '../emulated/netkit-ftpd.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  netkitFtpdLine,
  netkitFtpdOptions,
  realiseNetkitFtpd,
} from '../options/netkit-ftpd.js'
import { netkitFtpdProcess } from '../real/netkit-ftpd.js'

export default defineServer({
  id: 'netkit-ftpd',
  product: 'netkit ftpd',
  title: 'ftpd of netkit with SSL patches (Debian ftpd-ssl)',
  versions: ['0.17.36'],
  defaultVersion: '0.17.36',
  options: netkitFtpdOptions,
  inDefaultMatrix: false,
  realise: realiseNetkitFtpd,
  backends: [netkitFtpdProcess, embeddedBackend(netkitFtpdToEngine)],
  configurationLine: netkitFtpdLine,
})
