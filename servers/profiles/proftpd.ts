/** ProFTPD with mod_tls: the real one as process or container, or emulated. */
import { defineServer } from '../../harness/define.js'
import { proftpdToEngine } from '../emulated/proftpd.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  proftpdDefaultVersion,
  proftpdLine,
  proftpdOptions,
  proftpdVersions,
  realiseProftpd,
} from '../options/proftpd.js'
import { proftpdDocker } from '../real/proftpd-docker.js'
import { proftpdProcess } from '../real/proftpd.js'

export default defineServer({
  id: 'proftpd',
  product: 'ProFTPD',
  title: 'ProFTPD with mod_tls',
  versions: proftpdVersions,
  defaultVersion: proftpdDefaultVersion,
  options: proftpdOptions,
  realise: realiseProftpd,
  backends: [proftpdProcess, proftpdDocker, embeddedBackend(proftpdToEngine)],
  configurationLine: proftpdLine,
})
