/** `serve --fault ssl3-only`. */
import { defineFault } from '../../harness/define.js'
import { ssl3Only } from '../quirks/ssl3-only.js'

export default defineFault({
  id: 'ssl3-only',
  title: 'SSL 3.0 is the only version',
  quirk: ssl3Only,
})
