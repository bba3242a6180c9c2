/** IBM Information Exchange: no option of it is known. */
import { realiseBy } from './realise-by.js'

export const realiseIbmIe = realiseBy('IBM Information Exchange', {})
