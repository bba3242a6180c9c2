import { asksForTls } from './box/dialogue.js'
import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'alg-swallows-auth',
  title: 'An ALG drops the command AUTH and passes the rest',
  why: 'The client waits for a reply to a command that the server never got.',
  references: ['RFC 2228 3 AUTH', 'RFC 959 5.3.1'],
  behaviour: {
    watch: () => ({
      control: (_path, from, bytes) =>
        from === 'client' && asksForTls.test(bytes.toString('latin1'))
          ? null
          : bytes,
    }),
  },
})
