/**
 * Finds mail servers and clients that unpack-mail.sh has put below directories
 * of their own, then those that are installed.
 */
import { constants, existsSync, readdirSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'

const ordinaryPrefix = '/opt/ftps-interop'

export const mailHint =
  'run servers/real/images/unpack-mail.sh [directory] and name that directory ' +
  `in FTPS_INTEROP_PROGRAMS (default ${ordinaryPrefix})`

/** The prefix below which `place` is a program; '/' when it is installed. */
export const findMailServer = async (
  folder: string,
  place: string,
): Promise<string | null> => {
  const named = process.env['FTPS_INTEROP_PROGRAMS'] ?? ''
  const prefixes = [named, ordinaryPrefix]
    .filter(p => p !== '')
    .map(p => join(p, folder))
  for (const prefix of [...prefixes, '/'])
    try {
      await access(join(prefix, place), constants.X_OK)
      return prefix
    } catch {
      // the next prefix
    }
  return null
}

/** Debian's usr/lib/<triplet>, for a program that was unpacked below it. */
export const libraryPath = (prefix: string): string => {
  const lib = join(prefix, 'usr/lib')
  if (prefix === '/' || !existsSync(lib)) return ''
  return readdirSync(lib)
    .filter(name => /-linux-gnu\w*$/.test(name))
    .map(name => join(lib, name))
    .join(':')
}
