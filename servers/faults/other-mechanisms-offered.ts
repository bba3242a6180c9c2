/** `serve --fault other-mechanisms-offered`. */
import { defineFault } from '../../harness/define.js'
import { otherMechanismsOffered } from '../quirks/other-mechanisms-offered.js'

export default defineFault({
  id: 'other-mechanisms-offered',
  title: 'AUTH GSSAPI, KERBEROS_V4 and SRP answered 334, every token refused',
  quirk: otherMechanismsOffered(['GSSAPI', 'KERBEROS_V4', 'SRP']),
})
