/** AUTH: RFC 2228 section 3, RFC 4217 section 4. */
import type { Handlers } from '../dispatch.js'
import type { ReplyText } from '../replies.js'
import type { Session } from '../session.js'

export const authCommands: Handlers = {
  AUTH: (session, argument) => {
    const mechanism = argument.trim().toUpperCase()
    const { config } = session
    if (config.tls === null) return session.say('tls-off')
    if (session.loggedIn && !config.auth.afterLogin)
      return session.say('auth-after-login')
    // node:tls cannot start over inside TLS
    if (session.secure) return session.say('auth-again')
    const level = config.auth.mechanisms[mechanism]
    if (level === undefined) return session.say('auth-unknown')
    const answer = hooked(session, mechanism)
    if (answer === null) return undefined
    const [code] = answer
    if (code !== 234 && code !== 334) return session.sendText('auth-ok', answer)
    session.state.protection = level
    session.startTls({ announce: answer })
  },
}

/** null: a quirk took the socket over */
const hooked = (session: Session, mechanism: string): ReplyText | null => {
  let answer: ReplyText = session.config.replies['auth-ok']
  for (const hook of session.config.hooks) {
    const other = hook.auth?.(mechanism, session)
    answer = other?.answer ?? answer
    if (other?.then === undefined) continue
    const { raw } = session.channel
    raw.removeAllListeners('data')
    session.sendText('auth-ok', answer)
    other.then(session.channel.handOver())
    return null
  }
  return answer
}
