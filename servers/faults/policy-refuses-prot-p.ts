/** `serve --fault policy-refuses-prot-p`. */
import { defineFault } from '../../harness/define.js'
import { policyRefusesProtP } from '../quirks/policy-refuses-prot-p.js'

export default defineFault({
  id: 'policy-refuses-prot-p',
  title: 'PROT P is refused with 534',
  quirk: policyRefusesProtP,
})
