/**
 * Data set names: relative to the working prefix, or whole between quotes, and
 * `LIBRARY(MEMBER)`. Names keep their case here and may be no data set names
 * at all, so that the files of every scenario can be asked for.
 *
 * Source: IP User's Guide and Commands, naming data sets in FTP subcommands.
 */
import { hookQuirk, type Quirk } from './quirk.js'
import type { ZosState, ZosSystem } from './zos-state.js'

const verbs = ['RETR', 'STOR', 'APPE', 'SIZE', 'MDTM', 'DELE', 'RNFR', 'RNTO']
const lists = ['LIST', 'NLST']
const makes = ['MKD', 'RMD']
const stores = ['STOR', 'APPE']

/** with the high-level qualifier */
const wholeName = (at: ZosState, argument: string): string => {
  const quoted = /^'(.*)'$/.exec(argument)?.[1]
  if (quoted !== undefined) return quoted
  if (at.library === null) return `${at.prefix}${argument}`
  return argument === '' ? at.library : `${at.library}(${argument})`
}

/** the file of the store that stands for it */
const pathOf = (at: ZosState, whole: string): string => {
  const own = whole.toUpperCase().startsWith(`${at.user}.`)
  const name = own ? whole.slice(at.user.length + 1) : whole
  const member = /^([^()]+)\(([^()]+)\)$/.exec(name)
  return member === null ? `/${name}` : `/${member[1]}/${member[2]}`
}

/** a member needs its library; other data sets are made */
const hasLibrary = ({ libraries }: ZosSystem, whole: string): boolean => {
  const library = /^([^()]+)\([^()]+\)$/.exec(whole)?.[1]
  return library === undefined || libraries.has(library.toUpperCase())
}

export const zosNames = (system: ZosSystem): Quirk =>
  hookQuirk({
    command: (command, session) => {
      const { verb } = command
      const at = system.of(session)
      const argument = command.argument.trim()
      if (!session.loggedIn || at.unix || argument.startsWith('/'))
        return undefined
      if (![...verbs, ...lists, ...makes].includes(verb)) return undefined
      const asked = lists.includes(verb)
        ? argument.replace(/\*$/, '')
        : argument
      const whole = wholeName(at, asked)
      at.named = whole
      at.verb = verb
      if (verb === 'RNFR') at.from = whole
      if (stores.includes(verb) && !hasLibrary(system, whole))
        return [
          550,
          `${whole} requests a nonexistent partitioned data set.  Use MKD command to create it.`,
        ]
      if (verb === 'MKD') system.libraries.add(whole.toUpperCase())
      if (verb === 'RMD') system.libraries.delete(whole.toUpperCase())
      return { ...command, argument: pathOf(at, whole) }
    },
  })
