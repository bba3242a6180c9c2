/** First Health Services, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { firstHealthToEngine } from '../emulated/first-health.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  firstHealthLine,
  firstHealthOptions,
  realiseFirstHealth,
} from '../options/first-health.js'

export default defineServer({
  id: 'first-health',
  product: 'First Health Services (WS_FTP Server)',
  title: 'First Health Services, port 21000, from the Kermit FAQ (emulated)',
  versions: ['2003'],
  defaultVersion: '2003',
  options: firstHealthOptions,
  evidence: 'report',
  inDefaultMatrix: false,
  realise: realiseFirstHealth,
  backends: [embeddedBackend(firstHealthToEngine)],
  configurationLine: firstHealthLine,
})
