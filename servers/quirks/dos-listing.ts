/**
 * LIST in the form of the DIR command: no permissions, no owner, <DIR> for a
 * directory. Clients that expect `ls -l` show nothing.
 *
 * Source: IIS configuration, ftpServer/directoryBrowse, showFlags: MS-DOS
 * style is what it has without StyleUnix.
 */
import type { Entry } from '../engine/store.js'
import { hookQuirk, type Quirk } from './quirk.js'

const two = (n: number): string => String(n).padStart(2, '0')

const line = ({ name, directory, bytes, modified: at }: Entry): string => {
  const hours = at.getUTCHours()
  const date = `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}-${two(at.getUTCFullYear() % 100)}`
  const time = `${two(hours % 12 || 12)}:${two(at.getUTCMinutes())}${hours < 12 ? 'AM' : 'PM'}`
  const size = directory ? '      <DIR>         ' : String(bytes).padStart(20)
  return `${date}  ${time} ${size} ${name}\r\n`
}

export const dosListing: Quirk = hookQuirk({
  listing: ({ verb, entries }) =>
    verb === 'LIST'
      ? { bytes: Buffer.from((entries ?? []).map(line).join('')) }
      : undefined,
})
