/** HOST:PORT and URLs as users type them. Pure. */
import { isIP } from 'node:net'
import { InteropError } from '../errors.js'

export interface Place {
  readonly host: string
  readonly port: number
}

const bad = (flag: string, text: string, hint: string): InteropError =>
  new InteropError('FI_USAGE', {
    message: `${flag} cannot be ${JSON.stringify(text)}`,
    hint,
  })

/** `host:port`, `[::1]:21`, or `port` where a host is not needed */
export const placeOf = (
  flag: string,
  text: string,
  byDefault?: { readonly host?: string; readonly port?: number },
): Place => {
  const [, six, name, number] =
    /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const onlyPort = byDefault?.host !== undefined && /^\d{1,5}$/.test(text)
  const host = onlyPort ? byDefault.host : (six ?? name)
  const port = onlyPort ? Number(text) : Number(number ?? byDefault?.port ?? -1)
  if (host === undefined || host === '' || !/^[\w.:-]+$/.test(host))
    throw bad(flag, text, 'it is HOST:PORT, for example 127.0.0.1:2121')
  if (port < 0 || port > 65535)
    throw bad(flag, text, 'it is HOST:PORT, with a port of at most 65535')
  return { host, port }
}

/** of this host, to listen on */
export const ownPlace = (flag: string, text: string): Place => {
  const place = placeOf(flag, text, { host: '127.0.0.1' })
  const host = place.host === 'localhost' ? '127.0.0.1' : place.host
  if (isIP(host) !== 0) return { host, port: place.port }
  throw bad(
    flag,
    text,
    'it is PORT, or ADDRESS:PORT with an IP address of ours',
  )
}

const mostPorts = 200

/** `40000-40010` */
export const portRange = (flag: string, text: string | undefined): number[] => {
  if (text === undefined) return []
  const [, first = '', last = first] =
    /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  const from = Number(first)
  const to = Number(last)
  if (from < 1 || to > 65535 || to < from || to - from >= mostPorts)
    throw bad(flag, text, `it is FROM-TO, at most ${mostPorts} ports`)
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
