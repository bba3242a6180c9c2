/** A server under test that already runs: --target ftps://host:port. */
import { defineServer } from '../../harness/define.js'
import { realiseTarget, targetBackend, targetOptions } from '../real/target.js'

export default defineServer({
  id: 'target-implicit',
  product: 'server under test',
  title: 'A server of your own for implicit TLS: --target ftps://host:port',
  versions: ['unknown'],
  defaultVersion: 'unknown',
  options: targetOptions,
  // it has to be named
  matrix: [],
  realise: realiseTarget(true),
  backends: [targetBackend],
  configurationLine: (option, value) => `${option}=${value}`,
})
