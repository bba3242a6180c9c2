import { defineRule } from '../define.js'
import {
  firstLine,
  quoteReply,
  refusedReply,
  replyEvidence,
} from '../rules/look.js'

const covered = new Set([
  'AUTH',
  'CCC',
  'PASV',
  'EPSV',
  'PORT',
  'EPRT',
  'PBSZ',
  'PROT',
  'USER',
  'PASS',
])

/** Clients ask with these and go on without an answer. */
const unneeded = new Set(['FEAT', 'OPTS', 'CLNT'])

export default defineRule({
  id: 'command-not-supported',
  phase: 'transfer',
  severity: 'fault',
  title: 'The server does not know a command that the client depends on',
  explanation:
    'The reply was 500 or 502 (504 to REST at z/OS) to a command that the conversation needs, for example MLSD at vsftpd. A client should look at FEAT first.',
  references: ['RFC 959 4.2.2', 'RFC 3659 7'],
  // some clients start TLS on the data connection before they read the reply
  supersedes: ['data-handshake-failed', 'connection-cut'],
  find: transcript => {
    const broken = transcript.steps.some(
      s => !s.ok && (s.code === 500 || s.code === 502 || s.step === 'get'),
    )
    if (!broken) return []
    return transcript.controls.flatMap(control =>
      control.exchanges.flatMap(exchange => {
        const reply = refusedReply(exchange)
        if (reply === null || exchange.verb === null) return []
        // z/OS without EXTENSIONS REST_STREAM
        const restart =
          exchange.verb === 'REST' && [501, 504].includes(reply.code)
        if (
          unneeded.has(exchange.verb) &&
          !transcript.steps.some(
            s => !s.ok && s.label.split(' ')[0] === exchange.verb,
          )
        )
          return []
        // C-Kermit sends REST 0 unasked and does not need it
        if (exchange.verb === 'REST' && exchange.argument === '0') return []
        if (reply.code !== 500 && reply.code !== 502 && !restart) return []
        if (covered.has(exchange.verb) || /OOPS/.test(firstLine(reply.text)))
          return []
        return [
          {
            statement: `The server does not know ${exchange.verb} (${quoteReply(reply)}).`,
            certainty: 'stated' as const,
            at: reply.at,
            evidence: [replyEvidence(reply)],
          },
        ]
      }),
    )
  },
})
