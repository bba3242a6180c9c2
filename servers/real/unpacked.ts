/**
 * Finds servers that were unpacked without being installed
 * (servers/real/images/unpack.sh), because Debian's FTP servers exclude each
 * other; then those that are installed.
 */
import { constants, existsSync, readdirSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from './programs.js'

const ordinaryPrefix = '/opt/ftps-interop'

/** Names the environment variable first: that is the user's word. */
const prefixes = (): readonly string[] => {
  const named = process.env['FTPS_INTEROP_PROGRAMS']
  return named === undefined || named === ''
    ? [ordinaryPrefix]
    : [named, ordinaryPrefix]
}

export const unpackHint =
  'run servers/real/images/unpack.sh [directory] and name that directory in ' +
  `FTPS_INTEROP_PROGRAMS (default ${ordinaryPrefix})`

export interface FoundProgram {
  readonly program: string
  /** null: installed */
  readonly prefix: string | null
  /** what its environment needs */
  readonly env: Readonly<Record<string, string>>
}

/** usr/lib and Debian's usr/lib/<triplet> below a prefix. */
export const libraryFolders = (prefix: string): readonly string[] => {
  const lib = join(prefix, 'usr', 'lib')
  if (!existsSync(lib)) return []
  const triplets = readdirSync(lib).filter(n => /^[\w]+-linux-gnu\w*$/.test(n))
  return [...triplets.map(t => join(lib, t)), lib]
}

/** `place` is below the prefix, e.g. usr/sbin/proftpd. */
export const findUnpacked = async (
  place: string,
): Promise<FoundProgram | null> => {
  for (const prefix of prefixes()) {
    const program = join(prefix, place)
    try {
      await access(program, constants.X_OK)
    } catch {
      continue
    }
    const libraries = libraryFolders(prefix).join(':')
    return { program, prefix, env: { LD_LIBRARY_PATH: libraries } }
  }
  return null
}

export const findServer = async (
  name: string,
): Promise<FoundProgram | null> => {
  const unpacked = await findUnpacked(`usr/sbin/${name}`)
  if (unpacked !== null) return unpacked
  const program = await findProgram(name)
  return program === null ? null : { program, prefix: null, env: {} }
}

/** A folder below a prefix, e.g. usr/lib/python3/dist-packages/pyftpdlib. */
export const findUnpackedFolder = (place: string): string | null =>
  prefixes()
    .map(prefix => join(prefix, place))
    .find(path => existsSync(path)) ?? null
