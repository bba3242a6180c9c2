/** USER, PASS, REIN, QUIT. Passwords are compared and never kept. */
import type { Handlers } from '../dispatch.js'
import type { Situation } from '../replies.js'
import type { Session } from '../session.js'

const anonymousNames = ['ANONYMOUS', 'FTP']

export const loginCommands: Handlers = {
  USER: (session, argument) => {
    const { state } = session
    if (session.loggedIn)
      return session.say(argument === state.user ? 'user-again' : 'user-change')
    const anonymous = anonymousNames.includes(argument.toUpperCase())
    const refusal = refusedUser(session, anonymous)
    if (refusal !== null) return session.say(refusal)
    state.user = argument
    state.anonymous = anonymous
    const { login } = session.config
    if (anonymous && login.anonymous && !login.anonymousPassword)
      return enter(session)
    return session.say('user-ok')
  },

  PASS: (session, argument) => {
    const { state, config } = session
    if (session.loggedIn) return session.say('login-again')
    if (state.user === null || state.user === '')
      return session.say('pass-first')
    const right = state.anonymous
      ? config.login.anonymous
      : config.login.local && argument === session.server.password
    if (right) return enter(session)
    const refusal = state.anonymous ? 'anonymous-off' : 'login-failed'
    state.user = null
    return session.say(refusal)
  },

  /** RFC 959: back to before USER; RFC 4217 section 11: and out of TLS */
  REIN: session => {
    const { state } = session
    session.authenticated = false
    state.user = null
    state.restart = 0
    state.renameFrom = null
    return session.say('rein-ok')
  },

  QUIT: session => {
    session.say('quit')
    session.exit()
  },
}

const refusedUser = (
  session: Session,
  anonymous: boolean,
): Situation | null => {
  const { login, tls } = session.config
  if (!anonymous && !login.local) return 'local-off'
  if (anonymous && session.secure && !login.anonymousMayUseTls)
    return 'anonymous-forbids-tls'
  if (session.secure || tls === null) return null
  if (!anonymous && login.localNeedsTls) return 'login-needs-tls'
  return anonymous && login.anonymousNeedsTls ? 'anonymous-needs-tls' : null
}

const enter = async (session: Session): Promise<void> => {
  await session.login(session.state.user ?? '', '')
  session.say('login-ok')
}
