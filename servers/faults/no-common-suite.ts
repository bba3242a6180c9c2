/** `serve --fault no-common-suite`. */
import { defineFault } from '../../harness/define.js'
import { noCommonSuite } from '../quirks/no-common-suite.js'

export default defineFault({
  id: 'no-common-suite',
  title: 'no cipher suite that a client of today has',
  quirk: noCommonSuite,
})
