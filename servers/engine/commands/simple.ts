/** Commands that need nothing but an answer. */
import type { Handlers } from '../dispatch.js'
import { listing } from '../listing.js'
import type { Session } from '../session.js'

const statusValues = (session: Session): readonly string[] => {
  const { state } = session
  const word = (on: boolean): string => (on ? 'encrypted' : 'plain text')
  return [
    session.address,
    state.user ?? '',
    state.ascii ? 'ASCII' : 'BINARY',
    word(session.secure),
    word(state.protection === 'P'),
  ]
}

/** RFC 959: a listing over the control connection */
const statOf = (session: Session, argument: string): void => {
  const lines = listing('LIST', session.fs.entries(argument) ?? [])
  session.sendText(null, [
    213,
    'Status follows:',
    ...lines.toString().split('\r\n').filter(Boolean),
    'End of status',
  ])
}

export const simpleCommands: Handlers = {
  NOOP: session => session.say('noop-ok'),
  SYST: session => session.say('syst-ok'),
  ALLO: session => session.say('allo-ok'),
  HELP: session => session.say('help'),

  SITE: (session, argument) => {
    const help = argument.trim().toUpperCase() === 'HELP'
    return session.say(help ? 'site-help' : 'site-unknown')
  },

  STAT: (session, argument) =>
    argument.trim() === ''
      ? session.say('status', ...statusValues(session))
      : statOf(session, argument),

  TYPE: (session, argument) => {
    const kind = argument.trim().toUpperCase()
    if (kind === 'I' || kind === 'L8' || kind === 'L 8') {
      session.state.ascii = false
      return session.say('type-binary')
    }
    if (kind !== 'A' && kind !== 'A N') return session.say('type-bad')
    session.state.ascii = true
    return session.say('type-ascii')
  },

  MODE: (session, argument) =>
    session.say(argument.trim().toUpperCase() === 'S' ? 'mode-ok' : 'mode-bad'),

  STRU: (session, argument) =>
    session.say(argument.trim().toUpperCase() === 'F' ? 'stru-ok' : 'stru-bad'),

  OPTS: (session, argument) =>
    session.say(
      argument.trim().toUpperCase() === 'UTF8 ON'
        ? 'opts-utf8'
        : 'opts-unknown',
    ),

  FEAT: (session: Session) =>
    session.sendText(null, [
      211,
      'Features:',
      ...session.config.features,
      'End',
    ]),
}
