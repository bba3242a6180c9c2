/** Ipswitch WS_FTP Server, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { wsFtpToEngine } from '../emulated/ws-ftp.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  realiseWsFtp,
  wsFtpLine,
  wsFtpOptions,
  wsFtpVersions,
} from '../options/ws-ftp.js'

export default defineServer({
  id: 'ws-ftp',
  product: 'WS_FTP Server',
  title: 'Ipswitch WS_FTP Server, from reports (emulated)',
  versions: wsFtpVersions,
  defaultVersion: '3.1.3',
  options: wsFtpOptions,
  evidence: 'report',
  inDefaultMatrix: false,
  matrix: [
    {},
    { handshake: 'plaintext-421' },
    { handshake: 'ssl3-only' },
    { handshake: 'sslv2' },
    { version: '8.7.0' },
  ],
  realise: realiseWsFtp,
  backends: [embeddedBackend(wsFtpToEngine)],
  configurationLine: wsFtpLine,
})
