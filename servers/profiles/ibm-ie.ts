/** IBM Information Exchange, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { ibmIeToEngine } from '../emulated/ibm-ie.js'
import { embeddedBackend } from '../engine/backend.js'
import { realiseIbmIe } from '../options/ibm-ie.js'

export default defineServer({
  id: 'ibm-ie',
  product: 'IBM Information Exchange',
  title: 'IBM Information Exchange, from the Kermit notes of 2002 (emulated)',
  versions: ['2002'],
  defaultVersion: '2002',
  options: {},
  evidence: 'report',
  inDefaultMatrix: false,
  realise: realiseIbmIe,
  backends: [embeddedBackend(ibmIeToEngine)],
  configurationLine: (option, value) => `${option}: ${value}`,
})
