/**
 * A server that somebody else started, at an address of this host: nobody
 * sets its options, nobody reads its log. Its files are looked at over FTPS.
 */
import { contents } from '../../harness/contents.js'
import { InteropError } from '../../harness/errors.js'
import {
  downloads,
  type Listener,
  type ListenerSpec,
  type Option,
  type Realised,
  type ServerBackend,
  type ServerObservation,
  type ServerSettings,
} from '../../harness/model.js'
import { readFile } from 'node:fs/promises'
import {
  deleteFile,
  fetchFile,
  storeFile,
  type TargetLogin,
} from './target-session.js'

const manual = 'docs/bring-your-own.md'

const text = (effect: string): Option => ({
  effect,
  type: 'text',
  default: '',
  reference: manual,
})

export const targetOptions: Readonly<Record<string, Option>> = {
  address: text('host:port of this host where it listens'),
  'ca-file': text('PEM file with the root of its certificate'),
  'upload-directory': text('where a login may write; empty: where it begins'),
}

/** Words for what only an option of the server could grant. */
const names: Readonly<Partial<Record<keyof ServerSettings, string>>> = {
  tls: 'whether it offers TLS',
  versions: 'its TLS versions',
  ciphers: 'its cipher suites',
  certificate: 'its certificate',
  certificateRequest: 'whether it asks for client certificates',
  sessionReuse: 'whether it requires session reuse',
  passiveAddress: 'the address that it announces',
}

/** Only what every server of this kind does by itself can be asked for. */
export const realiseTarget =
  (implicit: boolean) =>
  ({ implicit: wanted = false, ...settings }: ServerSettings): Realised => {
    if (wanted !== implicit)
      return {
        unsupported: implicit
          ? 'a port for implicit TLS: --target host:port tries an explicit one'
          : 'a port that begins in clear: --target ftps://host:port tries an implicit one',
      }
    const asked = (Object.keys(settings) as (keyof typeof settings)[]).find(
      name => JSON.stringify(settings[name]) !== '{}',
    )
    if (asked !== undefined)
      return {
        unsupported: `nobody can set ${names[asked] ?? asked} on a server under test`,
      }
    return { options: {}, implicit }
  }

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}):(\d{1,5})$/

/** The place, or why it is none. */
export const placeOf = (
  address: string,
): { readonly host: string; readonly port: number } | string => {
  const found = loopback.exec(address)
  if (found === null)
    return `${JSON.stringify(address)} is not localhost:port or 127.x.y.z:port; a server elsewhere needs its ports published here`
  const port = Number(found[1])
  if (port < 1 || port > 65535) return `there is no port ${port}`
  const host = address.slice(0, address.lastIndexOf(':'))
  return { host: host === 'localhost' ? '127.0.0.1' : host, port }
}

const loginOf = async (spec: ListenerSpec): Promise<TargetLogin> => {
  const { address = '', 'ca-file': file = '' } = spec.options
  const place = placeOf(address)
  if (typeof place === 'string')
    throw new InteropError('FI_USAGE', {
      message: `no server to test: ${place}`,
      hint: '--target localhost:2121, or --server \'target[address="localhost:2121"]\'',
    })
  return {
    ...place,
    implicit: spec.implicit,
    user: process.env['FTPS_INTEROP_USER'] ?? 'anonymous',
    password: process.env['FTPS_INTEROP_PASSWORD'] ?? 'tester',
    rootPem: file === '' ? null : await readPem(file),
  }
}

const readPem = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new InteropError('FI_FILE', {
      message: `cannot read ${file}: ${(error as Error).message}`,
      hint: 'ca-file is a PEM file with the root of the server under test',
    })
  }
}

/** Nothing is seen at its end but the files. */
const observation = (login: TargetLogin): ServerObservation => {
  const uploads = new Set<string>()
  return {
    events: () => Promise.resolve([]),
    stored: name => {
      uploads.add(name)
      return fetchFile(login, name)
    },
    end: () => {
      for (const name of uploads) deleteFile(login, name).catch(() => {})
    },
  }
}

/** Puts the files for downloads there; takes back those it put. */
const furnish = async (login: TargetLogin): Promise<readonly string[]> => {
  const put: string[] = []
  for (const size of downloads) {
    const name = contents.fileName(size)
    // a login directory that nobody may write to: downloads will tell
    const made = await storeFile(login, name, contents.bytes(size)).catch(
      () => null,
    )
    if (made === null) break
    if (made) put.push(name)
  }
  return put
}

const listen = async (spec: ListenerSpec): Promise<Listener> => {
  const login = await loginOf(spec)
  const put = await furnish(login)
  return {
    host: login.host,
    port: login.port,
    version: 'unknown',
    exclusive: false,
    user: login.user,
    password: login.password,
    uploadDirectory: spec.options['upload-directory'] ?? '',
    ...(login.rootPem === null ? {} : { rootPem: login.rootPem }),
    observe: () => observation(login),
    stop: async () => {
      for (const name of put) await deleteFile(login, name).catch(() => {})
    },
  }
}

export const targetBackend: ServerBackend = {
  name: 'real',
  available: () =>
    Promise.resolve({
      ok: true,
      version: 'unknown',
      detail: 'a server of yours: --target host:port',
    }),
  start: () => {
    const listeners: Listener[] = []
    return Promise.resolve({
      listen: async spec => {
        const listener = await listen(spec)
        listeners.push(listener)
        return listener
      },
      stop: async () => {
        await Promise.all(listeners.map(l => l.stop()))
      },
    })
  },
}
