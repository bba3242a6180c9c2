import { defineRule } from '../define.js'
import type { DataConnection, Transcript } from '../model.js'
import { wentOn } from '../rules/abandoned.js'
import { wireEvidence } from '../rules/look.js'

/**
 * The server had taken the transfer command when it dropped the connection:
 * its first reply tells; without one the command's own time has to do.
 */
const taken = (
  { events }: Transcript,
  { command, control }: DataConnection,
  droppedAt: number,
): boolean => {
  if (command === null) return false
  const first = events.find(
    ({ at, role, ordinal, body }) =>
      at >= command.at &&
      role === 'control' &&
      ordinal === control &&
      body.kind === 'reply' &&
      body.code < 200,
  )
  return (first?.at ?? command.at) < droppedAt
}

export default defineRule({
  id: 'data-tls-before-command-reset',
  phase: 'data-tls',
  severity: 'fault',
  race: true,
  title:
    'The server drops a data connection on which TLS begins before the transfer command',
  explanation:
    'Nothing says whether the ClientHello of a data connection comes before or after LIST, RETR or STOR: curl and most Node libraries send it as soon as TCP is open. pyftpdlib 1.5.7 resets the connection then. curl reads this as "EPSV failed", goes on with PASV and takes an older reply for its answer (exit code 13, "Bad PASV/EPSV response"). No option of either side changes it; a newer pyftpdlib does.',
  references: ['RFC 4217 7', 'pyftpdlib handlers.py: TLS_DTPHandler'],
  supersedes: ['data-handshake-failed', 'connection-cut', 'data-port-blocked'],
  find: transcript =>
    transcript.data.flatMap(data => {
      const { handshake, closed } = data
      const begun = handshake?.hello != null && handshake.serverHello === null
      if (!begun || data.mode !== 'passive') return []
      if (closed?.by !== 'server' || handshake.alert !== null) return []
      // a command on its way when the connection was already gone is too late
      if (taken(transcript, data, closed.at)) return []
      if (wentOn(transcript, data, closed.at)) return []
      return [
        {
          statement:
            'The server dropped the data connection on which the client had begun TLS before its transfer command.',
          certainty: 'inferred' as const,
          at: data.at,
          evidence: [
            wireEvidence(
              transcript,
              `data connection ${data.ordinal}: ClientHello, then ${closed.how === 'rst' ? 'a reset' : 'FIN'} from the server, and no LIST, RETR or STOR before it`,
            ),
          ],
          settledBy:
            'the same transfer by a client that sends the command first (lftp, Python ftplib)',
        },
      ]
    }),
})
