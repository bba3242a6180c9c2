import { defineRule } from '../define.js'
import { quoteReply, replyEvidence } from '../rules/look.js'
import { mailControls, refusedMail } from '../rules/mail.js'

const stated = /authenticat|AUTH (?:command )?(?:first|required)|log ?in first/i
/** a relay that takes mail from known users only says it so */
const relaying =
  /relay(?:ing)? (?:access )?(?:denied|not permitted)|access denied/i

export default defineRule({
  id: 'server-requires-mail-auth',
  phase: 'mail',
  severity: 'fault',
  title: 'The server takes mail from users who have logged in only',
  explanation:
    'MAIL or RCPT is refused because the client has not authenticated (530 5.7.0, 550 5.7.60), or relaying is denied to clients that have not. CSSMTP authenticates with AuthEntity, under TLS, from APAR PH61015 on.',
  references: ['RFC 4954 6', 'IBM APAR PH61015'],
  find: transcript =>
    mailControls(transcript).flatMap(control => {
      const loggedIn = control.exchanges.some(
        e =>
          (e.verb === 'AUTH' || e.verb === '(response)') &&
          e.replies.some(r => r.code === 235),
      )
      if (loggedIn) return []
      const said = refusedMail(control, stated)
      return [...said, ...refusedMail(control, relaying)]
        .slice(0, 1)
        .map(({ exchange, reply }) => ({
          statement: `The server refuses ${exchange.verb ?? ''} from a client that has not authenticated (${quoteReply(reply)}).`,
          certainty: said.length > 0 ? ('stated' as const) : 'inferred',
          at: reply.at,
          evidence: [replyEvidence(reply)],
        }))
    }),
})
