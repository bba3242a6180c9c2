/**
 * One line of ProFTPD's SystemLog, TLSLog or ExtendedLog, and what a line of
 * mod_tls states. Text to facts; which connection it speaks of is for
 * proftpd-session.ts.
 */
import type { LogFact } from '../model.js'
import type { LineOwner } from './attribution.js'

/**
 * What the harness has ProFTPD write of each command (`%r`) and its final
 * reply (`%s %S`): any other LogFormat cannot be read.
 */
export const proftpdLogFormat = '%{iso8601} [%P] %a ftp \\"%r\\" \\"%s %S\\"'

export type ProftpdLine = {
  /** milliseconds as if the log were in UTC */
  readonly time: number
  readonly pid: number
} & (
  | { readonly kind: 'system'; readonly client: string; readonly text: string }
  | { readonly kind: 'daemon'; readonly text: string }
  | { readonly kind: 'tls'; readonly text: string }
  | {
      readonly kind: 'command'
      readonly client: string
      readonly command: string
      readonly reply: string
    }
)

const longestLine = 4096

const stamp = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{3}))? (.*)$/s
// host proftpd[pid] server (name[address]): text
const system =
  /^\S{1,255} proftpd\[(\d{1,9})\](?: \S{1,255})?(?: \([^[\]]{0,255}\[([^[\]]{1,64})\]\))?: (.*)$/s
const tls = /^mod_tls\/\S{1,20}\[(\d{1,9})\]: (.*)$/s
const command = /^\[(\d{1,9})\] (\S{1,64}) ftp "(.*)" "([^"]*|.*)"$/s

const plain = (address: string): string => address.replace(/^::ffff:/, '')

export const parseProftpdLine = (line: string): ProftpdLine | null => {
  const [, day, clock, ms = '000', rest = ''] =
    stamp.exec(line.slice(0, longestLine).trimEnd()) ?? []
  if (day === undefined || clock === undefined) return null
  const time = Date.parse(`${day}T${clock}.${ms}Z`)
  if (Number.isNaN(time)) return null
  const byTls = tls.exec(rest)
  if (byTls !== null)
    return { time, pid: Number(byTls[1]), kind: 'tls', text: byTls[2] ?? '' }
  const [, pid, client, said, reply = ''] = command.exec(rest) ?? []
  if (client !== undefined && said !== undefined)
    return {
      time,
      pid: Number(pid),
      kind: 'command',
      client: plain(client),
      command: said,
      reply,
    }
  const bySystem = system.exec(rest)
  if (bySystem === null) return null
  const [, process, address, text = ''] = bySystem
  return address === undefined
    ? { time, pid: Number(process), kind: 'daemon', text }
    : {
        time,
        pid: Number(process),
        kind: 'system',
        client: plain(address),
        text,
      }
}

/** OpenSSL's queue of errors follows in lines of its own. */
export const proftpdContinuation = /^ {2}\(\d+\) /

export const identifyProftpd = (
  text: string,
): LineOwner | 'continued' | null => {
  if (proftpdContinuation.test(text)) return 'continued'
  const line = parseProftpdLine(text)
  if (line === null || line.kind === 'daemon') return null
  const id = String(line.pid)
  if (line.kind === 'tls') return { id }
  const begins = line.kind === 'system' && /\bsession opened\.$/.test(line.text)
  const ends = line.kind === 'system' && /\bsession closed\.$/.test(line.text)
  return { id, client: line.client, begins, ends }
}

/** How sure a text is to be a log of ProFTPD: the share of lines understood. */
export const recogniseProftpdLog = (text: string): number => {
  const lines = text
    .slice(0, 65_536)
    .split('\n', 200)
    .filter(l => l.trim() !== '' && !proftpdContinuation.test(l))
  const known = lines.filter(line => parseProftpdLine(line) !== null)
  return lines.length === 0 ? 0 : known.length / lines.length
}

const opensslNumber = (text: string): { readonly number?: number } => {
  const found = /\berror:([0-9A-Fa-f]{8})\b/.exec(text)?.[1]
  return found === undefined ? {} : { number: parseInt(found, 16) }
}

/** The failure that a line of OpenSSL's queue names. */
export const proftpdQueueFact = (text: string): LogFact => ({
  is: 'handshake-failed',
  ...opensslNumber(text),
  text: text.trim(),
})

/** What one line of the TLSLog states, wherever it was said. */
export const proftpdTlsFact = (text: string): LogFact | undefined => {
  const accepted =
    /^(\S+) (?:data )?connection accepted, using cipher (\S+) \(\d+ bits(, resumed session)?\)/.exec(
      text,
    )
  if (accepted !== null)
    return {
      is: 'handshake',
      version: accepted[1] ?? '',
      cipher: accepted[2] ?? '',
      resumed: accepted[3] !== undefined,
    }
  if (/^client reused (?:TLS|SSL) session for data connection/.test(text))
    return { is: 'handshake', resumed: true }
  // the capital letter is the other message, of a session that was resumed
  if (/^Client did not reuse \S+ session from control channel/.test(text))
    return { is: 'session-mismatch' }
  if (/^client did not reuse (?:TLS|SSL) session, rejecting/.test(text))
    return { is: 'not-reused' }
  // "protocol error:" is followed by OpenSSL's own words
  const failed = /^unable to accept TLS connection: (.+)$/s.exec(text)?.[1]
  if (failed === undefined || /^protocol error: *$/.test(failed))
    return undefined
  return { is: 'handshake-failed', ...opensslNumber(failed), text: failed }
}
