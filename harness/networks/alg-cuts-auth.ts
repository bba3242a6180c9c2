import { asksForTls } from './box/dialogue.js'
import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'alg-cuts-auth',
  title: 'An ALG ends the connection at the command AUTH',
  why: 'It lets through the commands of RFC 959 and nothing later.',
  references: ['RFC 2228 3 AUTH', 'RFC 959 5.3.1', 'RFC 3360 2.1'],
  behaviour: {
    watch: () => ({
      control: (path, from, bytes) => {
        if (from !== 'client') return bytes
        if (!asksForTls.test(bytes.toString('latin1'))) return bytes
        path.cut('rst')
        return null
      },
    }),
  },
})
