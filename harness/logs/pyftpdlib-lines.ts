/**
 * One line of pyftpdlib's logger at level DEBUG, in any format of Python's
 * logging that keeps the message at its end, and what it states.
 */
import type { LogFact } from '../model.js'
import type { LineOwner } from './attribution.js'

export interface PyftpdlibLine {
  /** milliseconds as if the log were in UTC; null: no stamp */
  readonly time: number | null
  readonly client: string
  /** address and port: one session */
  readonly id: string
  readonly text: string
}

const longestLine = 4096

// log_prefix: %(remote_ip)s:%(remote_port)s-[%(username)s]
const form =
  /^(.{0,80}?)(?:^|\s)\[?([0-9A-Fa-f.:]{3,45})\]?:(\d{1,5})-\[[^\]]{0,255}\] (.*)$/s
const stamp = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{3}))?/

export const parsePyftpdlibLine = (line: string): PyftpdlibLine | null => {
  const found = form.exec(line.slice(0, longestLine).trimEnd())
  if (found === null) return null
  const [, before = '', address = '', port = '', text = ''] = found
  const [, day, clock, ms = '000'] = stamp.exec(before) ?? []
  const time = Date.parse(`${day ?? ''}T${clock ?? ''}.${ms}Z`)
  const client = address.replace(/^::ffff:/, '')
  return {
    time: Number.isNaN(time) ? null : time,
    client,
    id: `${client}:${port}`,
    text,
  }
}

export const identifyPyftpdlib = (text: string): LineOwner | null => {
  const line = parsePyftpdlibLine(text)
  if (line === null) return null
  const { id, client } = line
  return {
    id,
    client,
    begins: /^FTP session opened/.test(line.text),
    ends: /^FTP session closed/.test(line.text),
  }
}

/** How sure a text is to be pyftpdlib's: the share of lines understood. */
export const recognisePyftpdlibLog = (text: string): number => {
  const lines = text
    .slice(0, 65_536)
    .split('\n', 200)
    .filter(l => l.trim() !== '')
  const known = lines.filter(line => parsePyftpdlibLine(line) !== null)
  return lines.length === 0 ? 0 : known.length / lines.length
}

/** What a line that is neither a command nor a reply states. */
export const pyftpdlibFact = (text: string): LogFact | undefined => {
  const tls =
    /^TLS \w+ connection established, ([^,]+), ([^,]+)(?:, (resumed|new) session)?/.exec(
      text,
    )
  if (tls !== null)
    return {
      is: 'handshake',
      version: tls[1] ?? '',
      cipher: tls[2] ?? '',
      ...(tls[3] === undefined ? {} : { resumed: tls[3] === 'resumed' }),
    }
  const failed = /^TLS \w+ handshake failed: (.*)$/s.exec(text)?.[1]
  if (failed !== undefined) return { is: 'handshake-failed', text: failed }
  if (/^SSL handshake failed/.test(text))
    return { is: 'handshake-failed', text }
  if (/^USER '.*' logged in/.test(text)) return { is: 'login', ok: true }
  if (/^USER '.*' failed login/.test(text)) return { is: 'login', ok: false }
  const moved = /^(RETR|STOR|APPE|STOU) .* completed=(\d) bytes=\d+/.exec(text)
  if (moved !== null)
    return {
      is: 'transfer',
      direction: moved[1] === 'RETR' ? 'download' : 'upload',
      ok: moved[2] === '1',
    }
  return undefined
}
