/** `serve --fault clear-reply-after-auth`. */
import { defineFault } from '../../harness/define.js'
import { clearReplyAfterAuth } from '../quirks/clear-reply-after-auth.js'

export default defineFault({
  id: 'clear-reply-after-auth',
  title: 'a 421 in clear answers the ClientHello',
  quirk: clearReplyAfterAuth(),
})
