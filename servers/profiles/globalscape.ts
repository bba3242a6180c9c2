/** GlobalSCAPE EFT, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { globalscapeToEngine } from '../emulated/globalscape.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  globalscapeOptions,
  realiseGlobalscape,
} from '../options/globalscape.js'

export default defineServer({
  id: 'globalscape',
  product: 'GlobalSCAPE EFT',
  title: 'GlobalSCAPE EFT, from its help (emulated)',
  versions: ['5', '6', '7'],
  defaultVersion: '7',
  options: globalscapeOptions,
  evidence: 'documentation',
  inDefaultMatrix: false,
  realise: realiseGlobalscape,
  backends: [embeddedBackend(globalscapeToEngine)],
  configurationLine: (option, value) => `${option}: ${value}`,
})
