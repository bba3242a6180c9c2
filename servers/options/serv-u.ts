/** Serv-U: no option of it is known. */
import { realiseBy } from './realise-by.js'

export const realiseServU = realiseBy('Serv-U', {
  implicit: () => ({}),
  dataProtection: value =>
    value === 'optional' ? {} : 'no such rule is known of it',
  loginProtection: value =>
    value === 'optional' ? {} : 'no such rule is known of it',
})
