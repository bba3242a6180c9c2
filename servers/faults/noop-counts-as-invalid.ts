/** `serve --fault noop-counts-as-invalid`. */
import { defineFault } from '../../harness/define.js'
import { noopCountsAsInvalid } from '../quirks/noop-counts-as-invalid.js'

export default defineFault({
  id: 'noop-counts-as-invalid',
  title: 'NOOP is refused with 500, the tenth ends the session',
  quirk: noopCountsAsInvalid(),
})
