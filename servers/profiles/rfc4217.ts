/** The server by the book: what a client should expect, and every switch. */
import { defineServer } from '../../harness/define.js'
import { rfc4217ToEngine } from '../emulated/rfc4217.js'
import { embeddedBackend } from '../engine/backend.js'
import { realiseRfc4217, rfc4217Options } from '../options/rfc4217.js'

export default defineServer({
  id: 'rfc4217',
  product: 'rfc4217',
  title: 'A server that does what the RFCs ask for, with a switch for all else',
  versions: ['1'],
  defaultVersion: '1',
  options: rfc4217Options,
  inDefaultMatrix: true,
  realise: realiseRfc4217,
  backends: [embeddedBackend(rfc4217ToEngine)],
  configurationLine: (option, value) => `${option}: ${value}`,
})
