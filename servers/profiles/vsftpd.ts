/** vsftpd: emulated by version, and the real one as process or container. */
import { defineServer } from '../../harness/define.js'
import { vsftpdToEngine } from '../emulated/vsftpd.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  realiseVsftpd,
  vsftpdDefaultVersion,
  vsftpdLine,
  vsftpdOptions,
  vsftpdVersions,
} from '../options/vsftpd.js'
import { vsftpdDocker } from '../real/vsftpd-docker.js'
import { vsftpdProcess } from '../real/vsftpd-process.js'

export default defineServer({
  id: 'vsftpd',
  product: 'vsftpd',
  title: 'vsftpd, Very Secure FTP Daemon',
  versions: vsftpdVersions,
  defaultVersion: vsftpdDefaultVersion,
  options: vsftpdOptions,
  inDefaultMatrix: true,
  matrix: [{}],
  realise: realiseVsftpd,
  backends: [embeddedBackend(vsftpdToEngine), vsftpdProcess, vsftpdDocker],
  configurationLine: vsftpdLine,
})
