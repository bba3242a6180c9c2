/** Files and directories: what has a product's own texts. */
import type { Handler, Handlers } from '../dispatch.js'
import { stamp } from '../listing.js'
import type { Session } from '../session.js'

const mayWrite = (session: Session): boolean => {
  const { login } = session.config
  return session.state.anonymous ? login.anonymousWrite : login.write
}

/** refuses where uploads are refused */
const writing =
  (handler: Handler): Handler =>
  (session, argument, command) =>
    mayWrite(session)
      ? handler(session, argument, command)
      : session.say('permission-denied')

const pwd: Handler = session =>
  session.say('pwd-ok', session.fs.cwd.replaceAll('"', '""'))

const cwd: Handler = (session, argument) =>
  session.say(session.fs.change(argument) ? 'cwd-ok' : 'cwd-failed')

const cdup: Handler = session =>
  session.say(session.fs.change('..') ? 'cwd-ok' : 'cwd-failed')

const mkd = writing((session, argument) => {
  const path = session.fs.path(argument)
  if (!session.fs.store.makeDirectory(path)) return session.say('mkd-failed')
  return session.say('mkd-ok', path.replaceAll('"', '""'))
})

const rmd = writing((session, argument) => {
  const done = session.fs.store.removeDirectory(session.fs.path(argument))
  return session.say(done ? 'rmd-ok' : 'rmd-failed')
})

export const fileCommands: Handlers = {
  PWD: pwd,
  XPWD: pwd,
  CWD: cwd,
  XCWD: cwd,
  CDUP: cdup,
  XCUP: cdup,
  MKD: mkd,
  XMKD: mkd,
  RMD: rmd,
  XRMD: rmd,

  SIZE: (session, argument) => {
    const entry = session.fs.store.entry(session.fs.path(argument))
    if (entry === null || entry.directory) return session.say('size-missing')
    return session.say('size-ok', String(entry.bytes))
  },

  MDTM: (session, argument) => {
    const entry = session.fs.store.entry(session.fs.path(argument))
    if (entry === null || entry.directory) return session.say('mdtm-missing')
    return session.say('mdtm-ok', stamp(entry.modified))
  },

  DELE: writing((session, argument) => {
    const done = session.fs.store.remove(session.fs.path(argument))
    return session.say(done ? 'dele-ok' : 'dele-failed')
  }),

  RNFR: writing((session, argument) => {
    const path = session.fs.path(argument)
    const known = session.fs.store.entry(path) !== null
    session.state.renameFrom = known ? path : null
    return session.say(known ? 'rnfr-ok' : 'rnfr-failed')
  }),

  RNTO: writing((session, argument) => {
    const { state, fs } = session
    if (state.renameFrom === null) return session.say('rnto-first')
    const done = fs.store.rename(state.renameFrom, fs.path(argument))
    state.renameFrom = null
    return session.say(done ? 'rnto-ok' : 'rnfr-failed')
  }),
}
