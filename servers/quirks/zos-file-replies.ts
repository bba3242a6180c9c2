/**
 * Replies about files name the data set: DELE, RNFR, RNTO, MKD, RMD, and RETR
 * of what is not there. z/OS UNIX files have other texts, which are ours here.
 *
 * Source: a public capture of IBM FTP CS 3.2, `250 DSN deleted.`, `550 Data
 * set DSN not found`, `550 Request nonexistent member DSN(MEM) to be sent.`
 */
import type { ReplyText, Situation } from '../engine/replies.js'
import { hookQuirk, type Quirk } from './quirk.js'
import type { ZosState, ZosSystem } from './zos-state.js'

const worded = (
  situation: Situation | null,
  { named, from }: ZosState,
): ReplyText | undefined => {
  switch (situation) {
    case 'dele-ok':
    case 'rmd-ok':
      return [250, `${named} deleted.`]
    case 'dele-failed':
      return [550, `DELE fails: ${named} does not exist.`]
    case 'rmd-failed':
      return [550, `"${named}" data set does not exist.`]
    case 'mkd-ok':
      return [257, `"'${named}'" created.`]
    case 'rnfr-failed':
      return [550, `RNFR fails: ${named} does not exist.`]
    case 'rnto-ok':
      return [250, `${from} renamed to ${named}`]
    case 'retr-missing':
      return named.endsWith(')')
        ? [550, `Request nonexistent member ${named} to be sent.`]
        : [550, `Data set ${named} not found`]
    default:
      return undefined
  }
}

export const zosFileReplies = (system: ZosSystem): Quirk =>
  hookQuirk({
    reply: ({ situation }, session) => {
      const at = system.of(session)
      return at.unix || at.named === '' ? undefined : worded(situation, at)
    },
  })
