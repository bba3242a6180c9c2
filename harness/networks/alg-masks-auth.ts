import { asksForTls, rewritten } from './box/dialogue.js'
import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'alg-masks-auth',
  title: 'An ALG overwrites the command that asks for TLS with X',
  why: 'The server gets a command that it does not know and refuses it, so that it looks as if it had no TLS.',
  references: [
    'Cisco ASA inspect esmtp: commands it does not know are replaced with X',
    'RFC 3207 6 (an attacker does the same)',
  ],
  behaviour: {
    watch: () => ({
      control: (_path, from, bytes) =>
        from === 'client'
          ? rewritten(bytes, asksForTls, ([all]) => all.replace(/\w/g, 'X'))
          : bytes,
    }),
  },
})
