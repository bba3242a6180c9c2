/** `serve --fault resumption-demanded`; the refusal is that of FileZilla Server 1.x. */
import { defineFault } from '../../harness/define.js'
import { resumptionDemanded } from '../quirks/resumption-demanded.js'

export default defineFault({
  id: 'resumption-demanded',
  title:
    'a data connection that does not resume the session is refused with 425',
  quirk: resumptionDemanded([
    425,
    'Unable to build data connection: TLS session of data connection not resumed.',
  ]),
})
