/** LIST, NLST, MLSD, RETR, STOR, APPE, REST, ABOR. */
import type { Handlers } from '../dispatch.js'
import type { Listing } from '../hooks.js'
import { listing, type ListingVerb } from '../listing.js'
import type { Session } from '../session.js'
import type { StoredUpload } from '../store.js'
import { receive, refusedBefore, send, transfer } from '../transfer.js'

export const transferCommands: Handlers = {
  LIST: (session, argument) => list(session, 'LIST', argument),
  NLST: (session, argument) => list(session, 'NLST', argument),
  MLSD: (session, argument) => list(session, 'MLSD', argument),

  RETR: async (session, argument) => {
    if (refusedBefore(session)) return
    const { state, fs, config } = session
    if (
      state.ascii &&
      state.restart > 0 &&
      config.data.asciiRestartRefused === true
    ) {
      state.restart = 0
      return session.say('restart-ascii')
    }
    const whole = fs.store.read(fs.path(argument))
    if (whole === null) return session.say('retr-missing')
    const bytes = whole.subarray(state.restart)
    await transfer(session, {
      start: ['retr-start', argument, String(whole.length)],
      done: 'retr-done',
      broken: 'download-broken',
      move: channel => send(session, channel, bytes),
    })
  },

  STOR: (session, argument) => store(session, argument, false),
  APPE: (session, argument) => store(session, argument, true),

  REST: (session, argument) => {
    const offset = Number.parseInt(argument.trim(), 10)
    session.state.restart = offset > 0 ? offset : 0
    return session.say('rest-ok', String(session.state.restart))
  },

  ABOR: session => {
    const { aborted } = session.state
    session.state.aborted = false
    return session.say(aborted ? 'abor-done' : 'abor-idle')
  },
}

const list = async (
  session: Session,
  verb: ListingVerb,
  argument: string,
): Promise<void> => {
  if (refusedBefore(session)) return
  const own = ownListing(session, verb, argument)
  if ('refusal' in own) return session.sendText(null, own.refusal)
  await transfer(session, {
    start: ['list-start'],
    done: 'list-done',
    broken: 'download-broken',
    move: channel => send(session, channel, own.bytes),
  })
}

const ownListing = (
  session: Session,
  verb: ListingVerb,
  argument: string,
): Listing => {
  const entries = session.fs.entries(argument)
  for (const hook of session.config.hooks) {
    const own = hook.listing?.({ verb, argument, entries }, session)
    if (own !== undefined) return own
  }
  return { bytes: listing(verb, entries ?? []) }
}

const store = async (
  session: Session,
  argument: string,
  append: boolean,
): Promise<void> => {
  const { state, config, fs } = session
  const { login, data } = config
  if (!(state.anonymous ? login.anonymousWrite : login.write))
    return session.say('permission-denied')
  if (refusedBefore(session)) return
  const path = fs.path(argument)
  const open = (): StoredUpload | null =>
    append
      ? fs.store.reopen(path)
      : state.restart > 0
        ? fs.store.reopen(path, state.restart)
        : fs.store.create(path)
  const early = data.truncateFirst ? open() : null
  if (data.truncateFirst && early === null) return session.say('stor-refused')
  await transfer(session, {
    start: ['stor-start'],
    done: 'stor-done',
    broken: 'upload-broken',
    move: async channel => {
      const upload = early ?? open()
      const outcome = await receive(session, channel, chunk =>
        upload?.append(chunk),
      )
      upload?.finish()
      if (outcome !== 'done' && data.deleteFailedUploads) fs.store.remove(path)
      return outcome
    },
  })
}
