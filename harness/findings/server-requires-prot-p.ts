import { defineRule } from '../define.js'
import { clearDataRefusals } from '../rules/protection.js'

export default defineRule({
  id: 'server-requires-prot-p',
  phase: 'protect',
  severity: 'fault',
  title:
    'The server requires encrypted data connections and the client asked for clear ones',
  explanation:
    'The client sent PROT C. Some servers refuse that at once (534, 536); vsftpd accepts it and refuses the transfer with 522.',
  references: ['RFC 4217 9, 11', 'vsftpd.conf(5) force_local_data_ssl'],
  supersedes: [
    'connection-cut',
    'data-port-blocked',
    'client-prot-p-missing',
    'active-mode-refused',
    'passive-mode-refused',
  ],
  find: transcript => clearDataRefusals(transcript, true),
})
