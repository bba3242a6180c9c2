import { defineRule } from '../define.js'
import { neverOpened } from '../rules/data-ports.js'
import { wireEvidence } from '../rules/look.js'

export default defineRule({
  id: 'data-port-blocked',
  phase: 'data-tcp',
  severity: 'fault',
  title: 'The client cannot open a TCP connection to the passive port',
  explanation:
    'The control connection works and PASV or EPSV was answered, but the connection to the announced port is refused or never answered. A firewall that reads FTP opens such ports by itself; under TLS it cannot, and the whole passive range must be open.',
  references: ['RFC 4217 10', 'vsftpd.conf(5) pasv_min_port, pasv_max_port'],
  supersedes: ['control-closed-by-server'],
  find: transcript => {
    const refused = transcript.data.flatMap(data => {
      const failure = data.openFailure
      if (failure === null || data.mode === 'active') return []
      if (failure.code === 'EPASVADDR') return []
      // the port was open: the server hung up on who it then refused by reply
      const answer = data.command?.replies.at(-1)?.code ?? 0
      if (failure.code === 'ECONNRESET' && answer >= 400) return []
      return [
        {
          statement: `The client could not connect to the server's passive port (${failure.code}).`,
          certainty: 'stated' as const,
          at: data.at,
          evidence: [wireEvidence(transcript, failure.text)],
          settledBy: 'a capture at the server: whether the SYN arrived',
        },
      ]
    })
    return refused.length > 0 ? refused : neverOpened(transcript)
  },
})
