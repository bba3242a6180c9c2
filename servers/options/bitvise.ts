/** Bitvise SSH Server: no option of it is known. */
import { realiseBy } from './realise-by.js'

export const realiseBitvise = realiseBy('Bitvise SSH Server', {
  sessionReuse: value =>
    value === 'required' ? {} : 'Bitvise SSH Server always requires it',
  dataProtection: value =>
    value === 'required' ? {} : 'Bitvise SSH Server always requires it',
  loginProtection: value =>
    value === 'required' ? {} : 'Bitvise SSH Server always requires it',
})
