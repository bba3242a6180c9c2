/**
 * The replies of a transfer name the data set and are 125 and 250, where most
 * servers say 150 and 226; the login names user and working prefix.
 *
 * Source: public transcripts, `125 Storing data set X`, `230 USER1 is logged
 * on.  Working directory is "USER1.".`
 */
import { hookQuirk, type Quirk } from './quirk.js'
import type { ZosSystem } from './zos-state.js'

export const zosTransferReplies = (system: ZosSystem): Quirk =>
  hookQuirk({
    reply: ({ situation, text }, session) => {
      const { named, user, unix, verb } = system.of(session)
      // the engine does not know what the store file stands for
      const name = unix || named === '' ? null : named
      if (situation === 'stor-start' && name !== null && text[0] === 125)
        return text[1]?.startsWith('Storing')
          ? [
              125,
              verb === 'APPE'
                ? `Appending to data set ${name}`
                : `Storing data set ${name}`,
            ]
          : undefined
      if (situation === 'retr-start' && name !== null)
        return [125, `Sending data set ${name}`]
      if (situation !== 'login-ok') return undefined
      const directory = unix ? '/' : `${user}.`
      return [
        230,
        `${user} is logged on.  Working directory is "${directory}".`,
      ]
    },
  })
