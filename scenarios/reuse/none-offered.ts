import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'reuse/none-offered',
  title: 'The client offers no session on the data connection',
  why: "Python's ftplib, Java and Perl as shipped. The handshake succeeds, the transfer is refused afterwards.",
  references: ['vsftpd.conf(5) require_ssl_reuse', 'python issue 31727'],
  conversation: { dataSession: 'none', steps: [{ do: 'list' }] },
  server: { sessionReuse: 'required' },
  findings: ['data-session-not-reused'],
})
