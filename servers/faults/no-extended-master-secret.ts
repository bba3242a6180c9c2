/** `serve --fault no-extended-master-secret`. */
import { defineFault } from '../../harness/define.js'
import { withoutExtendedMasterSecret } from '../quirks/no-extended-master-secret.js'

export default defineFault({
  id: 'no-extended-master-secret',
  title: 'TLS without extended_master_secret, as before OpenSSL 1.1',
  quirk: withoutExtendedMasterSecret,
})
