/**
 * CWD sets a prefix of data set names, a partitioned data set or, with a
 * slash, a z/OS UNIX directory; PWD and SYST answer accordingly.
 *
 * Source: IP User's Guide and Commands, FTP cd subcommand; public transcripts
 * for the texts.
 */
import { posix } from 'node:path'
import type { ReplyText } from '../engine/replies.js'
import { hookQuirk, type Quirk } from './quirk.js'
import type { ZosState, ZosSystem } from './zos-state.js'

const enter = (
  system: ZosSystem,
  at: ZosState,
  argument: string,
): ReplyText => {
  const quoted = /^'(.*)'$/.exec(argument)?.[1]
  const name = (quoted ?? `${at.prefix}${argument}`)
    .toUpperCase()
    .replace(/\.$/, '')
  at.unix = false
  at.library = system.libraries.has(name) ? name : null
  if (at.library !== null)
    return [250, `The working directory "${name}" is a partitioned data set`]
  at.prefix = name === '' ? '' : `${name}.`
  return [250, `"${at.prefix}" is the working directory name prefix.`]
}

const where = ({ library, prefix }: ZosState): ReplyText =>
  library === null
    ? [257, `"'${prefix}'" is working directory.`]
    : [257, `"'${library}'" partitioned data set is working directory.`]

export const zosDirectory = (system: ZosSystem): Quirk =>
  hookQuirk({
    command: ({ verb, argument }, session) => {
      const at = system.of(session)
      if (verb === 'USER') {
        at.user = argument.trim().toUpperCase()
        at.prefix = `${at.user}.`
      }
      if (!session.loggedIn)
        return verb === 'PWD'
          ? [530, 'You must first login with USER and PASS.']
          : undefined
      if (verb === 'SYST' && at.unix)
        return [
          215,
          'UNIX is the operating system of this server. FTP Server is running on z/OS.',
        ]
      const goesUnix = argument.startsWith('/')
      if (verb === 'CWD' && goesUnix) at.unix = true
      if (at.unix && !(verb === 'CWD' && argument.startsWith("'"))) {
        if (verb === 'CWD')
          at.wanted = posix.resolve('/', at.directory, argument.trim())
        if (verb === 'CDUP') at.wanted = posix.resolve(at.directory, '..')
        return undefined
      }
      const up = verb === 'CDUP' || (verb === 'CWD' && argument.trim() === '..')
      if (up) return enter(system, at, `'${parent(at)}'`)
      if (verb === 'CWD') return enter(system, at, argument.trim())
      return verb === 'PWD' ? where(at) : undefined
    },
    reply: ({ situation }, session) => {
      if (situation !== 'cwd-ok') return undefined
      const at = system.of(session)
      at.directory = at.wanted
      return [
        250,
        `HFS directory ${at.directory} is the current working directory`,
      ]
    },
  })

const parent = ({ library, prefix }: ZosState): string =>
  (library ?? prefix.slice(0, -1)).replace(/(?:^|\.)[^.]*$/, '')
