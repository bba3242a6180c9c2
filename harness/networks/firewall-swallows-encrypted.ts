import { atFirstEncryptedByte } from './box/dialogue.js'
import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'firewall-swallows-encrypted',
  title:
    'A firewall that reads FTP drops everything from the first encrypted byte on',
  why: 'The segments that it cannot read are dropped without a word. Both ends wait, as with a server whose TLS hangs.',
  references: ['Kermit FTP FAQ: secure FTP through a firewall', 'RFC 3360 2.1'],
  behaviour: {
    watch: () => ({ control: atFirstEncryptedByte(path => path.silence()) }),
  },
})
