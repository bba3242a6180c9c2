import { defineRule } from '../define.js'
import { clearDataRefusals } from '../rules/protection.js'

export default defineRule({
  id: 'client-prot-p-missing',
  phase: 'protect',
  severity: 'fault',
  title:
    'The server requires encrypted data connections and the client never asked for them',
  explanation:
    'Data connections are clear until PROT P (RFC 4217 9), also under implicit TLS at many servers. The client sent no PROT P and the server refuses the transfer.',
  references: ['RFC 4217 9, 11', 'vsftpd.conf(5) force_local_data_ssl'],
  // ProFTPD closes the passive port with the client's connection on it
  supersedes: ['connection-cut', 'data-port-blocked'],
  find: transcript => clearDataRefusals(transcript, false),
})
