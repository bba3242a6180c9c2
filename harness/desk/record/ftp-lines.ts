/** Lines, replies and addresses of FTP as a man in the middle rewrites them. Pure. */
const lf = 10
const longestLine = 16 * 1024

/** Bytes as they come to whole lines with their line ends; bounded. */
export class Lines {
  #rest: Buffer = Buffer.alloc(0)

  /** false: a line without an end is longer than any peer's */
  push(bytes: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, bytes])
    return this.#rest.length <= longestLine || this.#rest.includes(lf)
  }

  next(): Buffer | null {
    const end = this.#rest.indexOf(lf) + 1
    if (end === 0) return null
    const line = this.#rest.subarray(0, end)
    this.#rest = this.#rest.subarray(end)
    return line
  }

  rest(): Buffer {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest
  }
}

/** Whole replies: all lines up to the one with the code and a blank. */
export class Replies {
  #code = ''
  #lines: Buffer[] = []

  line(line: Buffer): { readonly code: number; readonly bytes: Buffer } | null {
    const text = line.toString('latin1')
    const [, code = '', mark = ''] = /^(\d{3})([ -])?/.exec(text) ?? []
    if (this.#lines.length < 1000) this.#lines.push(line)
    if (this.#code === '' && mark === '-') this.#code = code
    const open = this.#code !== '' && !(code === this.#code && mark !== '-')
    if (open) return null
    const bytes = Buffer.concat(this.#lines)
    this.#code = ''
    this.#lines = []
    return { code: Number(code), bytes }
  }
}

export interface Command {
  readonly verb: string
  readonly argument: string
}

export const commandOf = (line: Buffer): Command => {
  // telnet's interrupt may stand before ABOR (RFC 959 4.1.3)
  const text = line.toString('latin1').replace(/^[\u00f0-\u00ff]+/, '')
  const [, verb = '', argument = ''] = /^(\S+)\s?(.*?)\r?\n?$/s.exec(text) ?? []
  return { verb: verb.toUpperCase(), argument }
}

export interface Address {
  readonly host: string | null
  readonly port: number
}

const six = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/
const extended = /\(([!-~])\1\1(\d{1,5})\1\)/

const ofSix = (found: RegExpExecArray | null): Address | null => {
  if (found === null) return null
  const [a, b, c, d, high = 0, low = 0] = found.slice(1).map(Number)
  const port = high * 256 + low
  return port > 0 && port < 65536 ? { host: `${a}.${b}.${c}.${d}`, port } : null
}

/** of a reply to PASV or EPSV */
export const announced = (reply: Buffer): Address | null => {
  const text = reply.toString('latin1')
  const found = extended.exec(text)
  if (found !== null) return { host: null, port: Number(found[2]) }
  return ofSix(six.exec(text))
}

/** of PORT or EPRT */
export const asked = ({ verb, argument }: Command): Address | null => {
  if (verb === 'PORT') return ofSix(six.exec(argument))
  const [, , host = '', port = ''] = argument.split(argument[0] ?? '|')
  const number = Number(port)
  return number > 0 && number < 65536 ? { host, port: number } : null
}

const sixOf = ({ host, port }: { host: string; port: number }): string =>
  `${host.replaceAll('.', ',')},${port >> 8},${port & 255}`

export const withAddress = (
  reply: Buffer,
  at: { readonly host: string; readonly port: number },
): Buffer => {
  const text = reply.toString('latin1')
  const [, mark = '|'] = extended.exec(text) ?? []
  return Buffer.from(
    extended.test(text)
      ? text.replace(extended, `(${mark}${mark}${mark}${at.port}${mark})`)
      : text.replace(six, sixOf(at)),
    'latin1',
  )
}

export const activeLine = (
  verb: string,
  at: { readonly host: string; readonly port: number },
): Buffer =>
  Buffer.from(
    verb === 'PORT' && !at.host.includes(':')
      ? `PORT ${sixOf(at)}\r\n`
      : `EPRT |${at.host.includes(':') ? 2 : 1}|${at.host}|${at.port}|\r\n`,
    'latin1',
  )
