/** Runestig ftpd, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { runestigToEngine } from '../emulated/runestig.js'
import { embeddedBackend } from '../engine/backend.js'
import { realiseRunestig } from '../options/runestig.js'

export default defineServer({
  id: 'runestig',
  product: 'Runestig ftpd',
  title:
    'BSD ftpd with the TLS patches of Peter Runestig, from hearsay (emulated)',
  versions: ['2005'],
  defaultVersion: '2005',
  options: {},
  evidence: 'report',
  inDefaultMatrix: false,
  realise: realiseRunestig,
  backends: [embeddedBackend(runestigToEngine)],
  configurationLine: (option, value) => `${option}: ${value}`,
})
