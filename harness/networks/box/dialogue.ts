/** What a middlebox can read of an FTP dialogue: text, as long as it is text. */
import type { Look, Path } from './network.js'

/** A TLS record of a handshake, an SSLv2 hello, or text of no known charset. */
const unreadable = (bytes: Buffer): boolean => {
  const first = bytes[0] ?? 0
  return first === 0x16 || first >= 0x80
}

/** Reacts to the first bytes of the client that are no text. */
export const atFirstEncryptedByte =
  (react: (path: Path) => void): Look =>
  (path, from, bytes) => {
    if (from !== 'client' || !unreadable(bytes)) return bytes
    react(path)
    return null
  }

/** A command that begins TLS: RFC 4217 AUTH, RFC 3207 STARTTLS. */
export const asksForTls = /^(AUTH [^\r\n]*|STARTTLS)\r?$/im

/** Other text in place of what a pattern finds; TLS is never touched. */
export const rewritten = (
  bytes: Buffer,
  pattern: RegExp,
  instead: (found: RegExpExecArray) => string,
): Buffer => {
  if (unreadable(bytes)) return bytes
  const text = bytes.toString('latin1')
  const found = pattern.exec(text)
  if (found === null) return bytes
  const end = found.index + found[0].length
  return Buffer.from(
    text.slice(0, found.index) + instead(found) + text.slice(end),
    'latin1',
  )
}

/** 227's and PORT's six numbers. */
export const sixNumbers = ({
  host,
  port,
}: {
  readonly host: string
  readonly port: number
}): string => `${host.replaceAll('.', ',')},${port >> 8},${port & 255}`
