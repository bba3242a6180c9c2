/** Bitvise SSH Server, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { bitviseToEngine } from '../emulated/bitvise.js'
import { embeddedBackend } from '../engine/backend.js'
import { realiseBitvise } from '../options/bitvise.js'

export default defineServer({
  id: 'bitvise',
  product: 'Bitvise SSH Server',
  title: 'Bitvise SSH Server, FTPS, from its guide (emulated)',
  versions: ['8.44'],
  defaultVersion: '8.44',
  options: {},
  evidence: 'documentation',
  inDefaultMatrix: false,
  realise: realiseBitvise,
  backends: [embeddedBackend(bitviseToEngine)],
  configurationLine: (option, value) => `${option}: ${value}`,
})
