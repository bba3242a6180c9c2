/** Pure-FTPd: the real one as process or container, or emulated. */
import { defineServer } from '../../harness/define.js'
import { pureFtpdToEngine } from '../emulated/pure-ftpd.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  pureFtpdDefaultVersion,
  pureFtpdLine,
  pureFtpdOptions,
  pureFtpdVersions,
  realisePureFtpd,
} from '../options/pure-ftpd.js'
import { pureFtpdDocker } from '../real/pure-ftpd-docker.js'
import { pureFtpdProcess } from '../real/pure-ftpd.js'

export default defineServer({
  id: 'pure-ftpd',
  product: 'Pure-FTPd',
  title: 'Pure-FTPd with TLS',
  versions: pureFtpdVersions,
  defaultVersion: pureFtpdDefaultVersion,
  options: pureFtpdOptions,
  realise: realisePureFtpd,
  backends: [
    pureFtpdProcess,
    pureFtpdDocker,
    embeddedBackend(pureFtpdToEngine),
  ],
  configurationLine: pureFtpdLine,
})
