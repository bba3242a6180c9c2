import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'prot/required',
  title:
    'The server requires encrypted data connections and the client lists under PROT C or without PROT',
  why: "vsftpd says 200 to PROT C and refuses the transfer; others refuse PROT C at once. The client's user sees a failing listing in both cases.",
  references: ['RFC 4217 9, 11', 'vsftpd.conf(5) force_local_data_ssl'],
  matrix: { asked: ['C', 'nothing'] },
  conversation: ({ asked }) =>
    asked === 'C'
      ? { level: 'C', steps: [{ do: 'list' }] }
      : { protect: 'never', steps: [{ do: 'list' }] },
  server: { dataProtection: 'required' },
  findings: ['server-requires-prot-p', 'client-prot-p-missing'],
})
