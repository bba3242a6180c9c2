/**
 * One message of Pure-FTPd as syslog passes it on (-1 for the process id,
 * -d -d for replies), and what it states. Text to facts.
 */
import type { LogFact } from '../model.js'
import type { LineOwner } from './attribution.js'

export interface PureFtpdLine {
  /** milliseconds within a leap year that syslog does not tell; null: no stamp */
  readonly time: number | null
  readonly pid: number
  readonly client: string
  readonly level: string
  readonly text: string
}

const longestLine = 4096

const form =
  /^(?:<\d{1,3}>)?(?:.{0,60}?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) )?.{0,255}?\bpure-ftpd(?:\[(\d{1,9})\])?: \([^@)]{0,255}@([^)]{1,255})\) \[([A-Z]{1,16})\] (.*)$/s

export const parsePureFtpdLine = (line: string): PureFtpdLine | null => {
  const found = form.exec(line.slice(0, longestLine).trimEnd())
  if (found === null) return null
  const [, stamp, pid, client = '', level = '', text = ''] = found
  const time = stamp === undefined ? NaN : Date.parse(`${stamp} 2000 UTC`)
  return {
    time: Number.isNaN(time) ? null : time,
    pid: Number(pid ?? 0),
    client: client.replace(/^::ffff:/, ''),
    level,
    text,
  }
}

export const pureFtpdBegins = (line: PureFtpdLine): boolean =>
  /^New connection from /.test(line.text)

export const identifyPureFtpd = (
  text: string,
): LineOwner | 'continued' | null => {
  const line = parsePureFtpdLine(text)
  // "(?@?)" is the daemon itself; a warning can have a second line
  if (line === null) return text.trim() === '' ? null : 'continued'
  if (line.client === '?') return null
  const id = line.pid === 0 ? line.client : String(line.pid)
  return { id, client: line.client, begins: pureFtpdBegins(line) }
}

/** How sure a text is to be Pure-FTPd's: the share of lines understood. */
export const recognisePureFtpdLog = (text: string): number => {
  const lines = text
    .slice(0, 65_536)
    .split('\n', 200)
    .filter(l => l.trim() !== '')
  const known = lines.filter(line => parsePureFtpdLine(line) !== null)
  return lines.length === 0 ? 0 : known.length / lines.length
}

/** What a message that is neither a command nor a reply states. */
export const pureFtpdFact = (
  { level, text }: PureFtpdLine,
  handshaking: boolean,
): LogFact | undefined => {
  const enabled = /^TLS: Enabled (\S+) with ([^,\s]+), \d+ secret bits/.exec(
    text,
  )
  // whether the session was resumed is not logged
  if (enabled !== null)
    return {
      is: 'handshake',
      version: enabled[1] ?? '',
      cipher: enabled[2] ?? '',
    }
  const library = /^TLS \[[^\]]*\]\(\d+\): (.*)$/s.exec(text)?.[1]
  if (library !== undefined) return failed(library)
  // said of every handshake that fails, whatever the reason
  if (handshaking && level === 'WARNING' && /^Sorry, cleartext/.test(text))
    return failed('the handshake failed (Pure-FTPd does not say why)')
  if (/ is now logged in$/.test(text)) return { is: 'login', ok: true }
  if (/^Authentication failed for user /.test(text))
    return { is: 'login', ok: false }
  const moved = / (uploaded|downloaded) {2}\(\d+ bytes/.exec(text)?.[1]
  if (moved !== undefined)
    return {
      is: 'transfer',
      direction: moved === 'uploaded' ? 'upload' : 'download',
      ok: true,
    }
  return undefined
}

const failed = (text: string): LogFact => {
  const number = /\berror:([0-9A-Fa-f]{8})\b/.exec(text)?.[1]
  return {
    is: 'handshake-failed',
    ...(number === undefined ? {} : { number: parseInt(number, 16) }),
    text,
  }
}
