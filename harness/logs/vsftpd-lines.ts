/**
 * One line of vsftpd_log, and what a DEBUG line of it states. Text to facts;
 * which session and connection a line belongs to is for vsftpd.ts.
 */
import type { LogFact } from '../model.js'

export interface VsftpdLine {
  /** milliseconds as if the log were in UTC (syslog: of the year 2000) */
  readonly time: number | null
  readonly pid: number
  readonly user: string | null
  /** `CONNECT`, `FTP command`, `OK LOGIN`, `DEBUG`, … */
  readonly kind: string
  readonly client: string
  /** without the quotes; '' when there is none */
  readonly text: string
}

const longestLine = 4096

const form =
  /^(?:(?<date>\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}) \[pid (?<pid>\d{1,9})\]|(?:.{0,40}?(?<stamp>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d))?.{0,80}?\bvsftpd(?:\[(?<syslog>\d{1,9})\])?:) (?:\[(?<user>[^\]]*)\] )?(?<kind>[A-Z][A-Za-z ]{1,20}): Client "(?<client>[^"]*)"(?:, (?<rest>.*))?$/

const unquote = (text: string): string =>
  text.length >= 2 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1)
    : text

export const parseVsftpdLine = (line: string): VsftpdLine | null => {
  const found = form.exec(line.slice(0, longestLine).trimEnd())?.groups
  if (found === undefined) return null
  const date = found['date']?.slice(4) ?? `${found['stamp'] ?? ''} 2000`
  const time = Date.parse(`${date} UTC`)
  return {
    time: Number.isNaN(time) ? null : time,
    pid: Number(found['pid'] ?? found['syslog'] ?? 0),
    user: found['user'] ?? null,
    kind: found['kind'] ?? '',
    client: (found['client'] ?? '').replace(/^::ffff:/, ''),
    text: unquote(found['rest'] ?? ''),
  }
}

/** How sure a text is to be a vsftpd log: the share of lines understood. */
export const recogniseVsftpdLog = (text: string): number => {
  const lines = text
    .slice(0, 65_536)
    .split('\n', 200)
    .filter(l => l.trim())
  const known = lines.filter(line => parseVsftpdLine(line) !== null)
  return lines.length === 0 ? 0 : known.length / lines.length
}

/** What one DEBUG line states. */
export const vsftpdDebugFact = (text: string): LogFact | undefined => {
  const ssl =
    /^SSL version: ([^,]*), SSL cipher: ([^,]*), (not )?reused, (no cert|.*)$/i.exec(
      text,
    )
  if (ssl !== null)
    return {
      is: 'handshake',
      resumed: ssl[3] === undefined,
      // of the cipher, not of the session: TLSv1.0 for TLS 1.1, SSLv3 for CBC
      version: ssl[1] ?? '',
      cipher: ssl[2] ?? '',
      clientCertificate: ssl[4] !== 'no cert',
    }
  const failed = /^SSL_accept failed: (.*)$/.exec(text)
  if (failed !== null) {
    const number = /\berror:([0-9A-Fa-f]{8})\b/.exec(text)?.[1]
    return {
      is: 'handshake-failed',
      ...(number === undefined ? {} : { number: parseInt(number, 16) }),
      text: failed[1] ?? '',
    }
  }
  if (/^SSL shutdown state is|^SSL ret: /.test(text))
    return { is: 'shutdown', text }
  return phrases.find(([phrase]) => phrase.test(text))?.[1]
}

const phrases: readonly (readonly [RegExp, LogFact])[] = [
  [/^No SSL session reuse on data channel/, { is: 'not-reused' }],
  [
    /^Missing cert on data channel/,
    { is: 'client-certificate-missing-on-data' },
  ],
  [
    /^DIFFERENT cert on data channel/,
    { is: 'client-certificate-differs-on-data' },
  ],
  [
    /connection terminated without SSL shutdown/,
    { is: 'eof-without-close-notify' },
  ],
  [/ALPN rejection/i, { is: 'alpn-rejected' }],
]
