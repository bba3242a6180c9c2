/** `serve --fault sslv2-only`. */
import { defineFault } from '../../harness/define.js'
import { sslv2Only } from '../quirks/sslv2-only.js'

export default defineFault({
  id: 'sslv2-only',
  title: 'SSL 2.0 is the only version',
  quirk: sslv2Only,
})
