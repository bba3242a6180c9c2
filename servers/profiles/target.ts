/** A server under test that already runs: --target host:port. */
import { defineServer } from '../../harness/define.js'
import { realiseTarget, targetBackend, targetOptions } from '../real/target.js'

export default defineServer({
  id: 'target',
  product: 'server under test',
  title: 'A server of your own that begins in clear: --target host:port',
  versions: ['unknown'],
  defaultVersion: 'unknown',
  options: targetOptions,
  // it has to be named
  matrix: [],
  realise: realiseTarget(false),
  backends: [targetBackend],
  configurationLine: (option, value) => `${option}=${value}`,
})
