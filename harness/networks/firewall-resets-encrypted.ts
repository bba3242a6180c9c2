import { atFirstEncryptedByte } from './box/dialogue.js'
import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'firewall-resets-encrypted',
  title:
    'A firewall that reads FTP resets the connection at the first encrypted byte',
  why: 'An inspection engine that finds no FTP command where one is due sends RST to both ends.',
  references: ['Kermit FTP FAQ: secure FTP through a firewall', 'RFC 3360 2.1'],
  behaviour: {
    watch: () => ({ control: atFirstEncryptedByte(path => path.cut('rst')) }),
  },
})
