/** Exim's SMTP server, the real one. */
import { defineServer } from '../../harness/define.js'
import { eximLine, eximOptions, realiseExim } from '../options/exim.js'
import { eximProcess } from '../real/exim.js'

export default defineServer({
  id: 'exim',
  protocol: 'smtp',
  product: 'Exim',
  title: 'Exim mail transfer agent',
  versions: ['4.96'],
  defaultVersion: '4.96',
  options: eximOptions,
  inDefaultMatrix: false,
  realise: realiseExim,
  backends: [eximProcess],
  configurationLine: eximLine,
})
