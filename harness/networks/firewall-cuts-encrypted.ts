import { atFirstEncryptedByte } from './box/dialogue.js'
import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'firewall-cuts-encrypted',
  title:
    'A firewall that reads FTP ends the connection at the first encrypted byte',
  why: 'It follows the dialogue to open data ports, and closes what it can no longer follow. Client and server each see the other one hang up.',
  references: ['Kermit FTP FAQ: secure FTP through a firewall', 'RFC 4217 10'],
  behaviour: {
    watch: () => ({ control: atFirstEncryptedByte(path => path.cut('fin')) }),
  },
})
