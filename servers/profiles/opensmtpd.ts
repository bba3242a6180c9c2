/** OpenSMTPD, the real one. */
import { defineServer } from '../../harness/define.js'
import {
  opensmtpdLine,
  opensmtpdOptions,
  realiseOpensmtpd,
} from '../options/opensmtpd.js'
import { opensmtpdProcess } from '../real/opensmtpd.js'

export default defineServer({
  id: 'opensmtpd',
  protocol: 'smtp',
  product: 'OpenSMTPD',
  title: 'OpenSMTPD SMTP server',
  versions: ['6.8.0p2'],
  defaultVersion: '6.8.0p2',
  options: opensmtpdOptions,
  inDefaultMatrix: false,
  realise: realiseOpensmtpd,
  backends: [opensmtpdProcess],
  configurationLine: opensmtpdLine,
})
