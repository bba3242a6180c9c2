/** the ftpd of Peter Runestig: no option of it is known. */
import { realiseBy } from './realise-by.js'

export const realiseRunestig = realiseBy('the ftpd of Peter Runestig', {
  dataProtection: value =>
    value === 'optional' ? {} : 'no such rule is known of it',
  loginProtection: value =>
    value === 'optional' ? {} : 'no such rule is known of it',
})
