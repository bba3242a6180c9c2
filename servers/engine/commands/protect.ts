/** PBSZ, PROT, CCC: RFC 2228 section 3, RFC 4217 sections 8 and 9. */
import type { Handlers } from '../dispatch.js'
import type { Situation } from '../replies.js'
import type { Session } from '../session.js'

export const protectCommands: Handlers = {
  PBSZ: session => {
    if (session.config.tls === null) return session.say('tls-off')
    if (!session.secure) return session.say('pbsz-clear')
    session.state.pbsz = true
    return session.say('pbsz-ok')
  },

  PROT: (session, argument) => {
    const { protect, tls } = session.config
    if (tls === null) return session.say('tls-off')
    if (!session.secure) return session.say('prot-clear-channel')
    if (protect.pbszFirst && !session.state.pbsz)
      return session.say('prot-before-pbsz')
    const word = argument.trim()
    const level = protect.ignoreCase ? word.toUpperCase() : word
    for (const hook of session.config.hooks) {
      const other = hook.prot?.(level, session)
      if (other === undefined) continue
      session.state.protection = other.level
      return session.sendText(null, other.answer)
    }
    return session.say(protAnswer(session, level))
  },

  CCC: session => {
    if (!session.secure) return session.say('auth-again')
    const { ccc, cccEnd } = session.config.protect
    if (!ccc || cccEnd === undefined) return session.say('ccc-refused')
    session.say('ccc-ok')
    return session.leaveTls(cccEnd === 'notify')
  },
}

const protAnswer = (session: Session, level: string): Situation => {
  const { levels } = session.config.protect
  if (level === 'S' || level === 'E') return 'prot-unsupported'
  if (level !== 'C' && level !== 'P') return 'prot-unknown'
  if (!levels.includes(level))
    return level === 'C' ? 'prot-c-refused' : 'prot-unsupported'
  session.state.protection = level
  return level === 'C' ? 'prot-c' : 'prot-p'
}
