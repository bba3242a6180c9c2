/** the ftpd of netkit: no option of it is known. */
import { realiseBy } from './realise-by.js'

export const realiseNetkitFtpd = realiseBy('the ftpd of netkit', {
  dataProtection: value =>
    value === 'optional' ? {} : 'no such rule is known of it',
  loginProtection: value =>
    value === 'optional' ? {} : 'no such rule is known of it',
})
