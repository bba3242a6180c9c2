/** Directory listings: ls -l as BSD and vsftpd print it, names, RFC 3659. */
import type { Entry } from './store.js'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const two = (n: number): string => String(n).padStart(2, '0')

const longLine = (entry: Entry): string => {
  const { modified: at } = entry
  const mode = entry.directory ? 'drwxr-xr-x' : '-rw-r--r--'
  const links = (entry.directory ? '2' : '1').padStart(4)
  const day = `${months[at.getUTCMonth()] ?? ''} ${two(at.getUTCDate())}`
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
  const owner = '0'.padEnd(8)
  const size = String(entry.bytes).padStart(8)
  return `${mode} ${links} ${owner} ${owner} ${size} ${day} ${time} ${entry.name}`
}

export const stamp = (at: Date): string =>
  at.toISOString().replace(/[-:T]|\..*$/g, '')

const factLine = (entry: Entry): string => {
  const type = entry.directory ? 'dir' : 'file'
  const size = entry.directory ? '' : `size=${entry.bytes};`
  return `type=${type};${size}modify=${stamp(entry.modified)}; ${entry.name}`
}

const styles = { LIST: longLine, NLST: (e: Entry) => e.name, MLSD: factLine }
export type ListingVerb = keyof typeof styles

export const listing = (verb: ListingVerb, entries: readonly Entry[]): Buffer =>
  Buffer.from(entries.map(entry => `${styles[verb](entry)}\r\n`).join(''))
