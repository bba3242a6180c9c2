/** The URL that `drive` was given. Pure. */
import { InteropError } from '../../errors.js'
import type { Conversation, Protocol } from '../../model.js'

export interface Target {
  readonly protocol: Protocol
  readonly mode: NonNullable<Conversation['mode']> | 'habit'
  readonly host: string
  readonly port: number
  /** '' when the URL names none */
  readonly user: string
  /** folders to change to, in order */
  readonly folders: readonly string[]
  /** a file to get */
  readonly file: string | null
}

const schemes: Readonly<
  Record<
    string,
    {
      readonly protocol: Protocol
      readonly mode: Target['mode']
      readonly port: number
    }
  >
> = {
  // a client that is here for its TLS asks for it by itself
  ftp: { protocol: 'ftp', mode: 'habit', port: 21 },
  ftpes: { protocol: 'ftp', mode: 'explicit', port: 21 },
  ftps: { protocol: 'ftp', mode: 'implicit', port: 990 },
  smtp: { protocol: 'smtp', mode: 'habit', port: 25 },
  smtps: { protocol: 'smtp', mode: 'implicit', port: 465 },
}

const bad = (text: string, message: string, hint: string): InteropError =>
  new InteropError('FI_USAGE', {
    message: `${text === '' ? 'the URL' : JSON.stringify(text)} ${message}`,
    hint,
  })

const parsed = (text: string): URL => {
  try {
    return new URL(text)
  } catch {
    throw bad(text, 'is not a URL', 'for example ftpes://ftp.example.com:2121/')
  }
}

const segment = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const targetOf = (text: string): Target => {
  const url = parsed(text)
  const scheme = schemes[url.protocol.slice(0, -1)]
  if (scheme === undefined || url.hostname === '')
    throw bad(
      text,
      'is not a URL of FTP or SMTP',
      `it begins with ${Object.keys(schemes).join('://, ')}://`,
    )
  if (url.password !== '')
    throw bad(
      '',
      'holds a password, which others on this host can see',
      'give it by FTPS_INTEROP_PASSWORD, --credentials FILE or the prompt',
    )
  const parts = url.pathname.split('/').slice(1).map(segment)
  const file = parts.pop() ?? ''
  if (parts.concat(file).some(p => /[\r\n\0]/.test(p)))
    throw bad(text, 'holds a line end', 'leave it out')
  return {
    protocol: scheme.protocol,
    mode: scheme.mode,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? scheme.port : Number(url.port),
    user: segment(url.username),
    folders: parts.filter(p => p !== ''),
    file: file === '' ? null : file,
  }
}
