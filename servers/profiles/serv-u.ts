/** Serv-U, emulated: never run here. */
import { defineServer } from '../../harness/define.js'
import { servUToEngine } from '../emulated/serv-u.js'
import { embeddedBackend } from '../engine/backend.js'
import { realiseServU } from '../options/serv-u.js'

export default defineServer({
  id: 'serv-u',
  product: 'Serv-U',
  title: 'Serv-U, from hearsay (emulated)',
  versions: ['15.4'],
  defaultVersion: '15.4',
  options: {},
  evidence: 'report',
  inDefaultMatrix: false,
  realise: realiseServU,
  backends: [embeddedBackend(servUToEngine)],
  configurationLine: (option, value) => `${option}: ${value}`,
})
