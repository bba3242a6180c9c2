/** `serve --fault silent-after-auth`. */
import { defineFault } from '../../harness/define.js'
import { silentAfterAuth } from '../quirks/silent-after-auth.js'

export default defineFault({
  id: 'silent-after-auth',
  title: 'AUTH is answered 234, the ClientHello never; dropped after 20 s',
  quirk: silentAfterAuth(20),
})
