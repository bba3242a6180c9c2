/** What the user of `serve` typed, checked before anything starts. */
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { Network } from '../networks/box/network.js'
import { networkAddress } from '../networks/box/wrap.js'
import { portNumber, type Flags } from '../cli/command.js'
import type { Catalogue } from '../discover.js'
import { InteropError } from '../errors.js'
import type {
  BackendName,
  ClientProfile,
  Fault,
  ServerProfile,
} from '../model.js'
import { knownFaults, named, settingsOf, versionOf } from './declared.js'
import { ownCertificate } from './server-certificate.js'
import type { ServeRequest } from './served.js'

export const serveFlags = {
  set: { type: 'string', multiple: true },
  version: { type: 'string' },
  implicit: { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  network: { type: 'string' },
  backend: { type: 'string' },
  port: { type: 'string' },
  listen: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  user: { type: 'string' },
  client: { type: 'string' },
  once: { type: 'boolean' },
  out: { type: 'string' },
  quiet: { type: 'boolean' },
} as const satisfies Flags

export interface ServeValues {
  readonly set?: string[] | undefined
  readonly version?: string | undefined
  readonly implicit?: boolean | undefined
  readonly fault?: string[] | undefined
  readonly network?: string | undefined
  readonly backend?: string | undefined
  readonly port?: string | undefined
  readonly listen?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly user?: string | undefined
  readonly client?: string | undefined
  readonly once?: boolean | undefined
  readonly out?: string | undefined
  readonly quiet?: boolean | undefined
}

export interface ServeAsked extends ServeRequest {
  readonly client: ClientProfile | null
  readonly once: boolean
  readonly out: string
  readonly quiet: boolean
}

const backendOf = (
  profile: ServerProfile,
  asked: string | undefined,
): BackendName => {
  const names = profile.backends.map(b => b.name)
  const found =
    asked === undefined
      ? (names.find(n => n === 'embedded') ?? names[0])
      : names.find(n => n === asked)
  if (found !== undefined) return found
  throw new InteropError('FI_BAD_VALUE', {
    message: `${profile.id} has no backend ${JSON.stringify(asked)}`,
    hint: `it has ${names.join(', ')}`,
  })
}

export const listenAddress = (asked: string | undefined): string => {
  const host = asked === 'localhost' ? '127.0.0.1' : (asked ?? '127.0.0.1')
  if (isIP(host) !== 0) return host
  throw new InteropError('FI_USAGE', {
    message: `--listen cannot be ${JSON.stringify(asked)}`,
    hint: 'it is an IP address of this host, or 0.0.0.0 for all of them',
  })
}

const accountOf = (user: string | undefined, env: NodeJS.ProcessEnv) => ({
  user: user ?? 'tester',
  password:
    env['FTPS_INTEROP_PASSWORD'] ?? randomBytes(9).toString('base64url'),
})

const faultsOf = async (
  profile: ServerProfile,
  backend: BackendName,
  asked: readonly string[],
): Promise<readonly Fault[]> => {
  if (asked.length === 0) return []
  if (backend !== 'embedded' || profile.protocol === 'smtp')
    throw new InteropError('FI_USAGE', {
      message: `--fault is for emulated FTP servers, and this one is ${backend === 'embedded' ? 'for mail' : 'real'}`,
      hint: 'leave --fault out',
    })
  const known = await knownFaults()
  return asked.map(id =>
    named('fault', id, known, '`ftps-interop serve --fault list`'),
  )
}

const networkOf = (
  catalogue: Catalogue,
  backend: BackendName,
  asked: string | undefined,
): Network | null => {
  if (asked === undefined) return null
  if (backend !== 'embedded')
    throw new InteropError('FI_USAGE', {
      message: '--network is for emulated servers at the desk',
      hint: '`ftps-interop run` puts networks before real ones: see docs/desk.md',
    })
  return named(
    'network',
    asked,
    catalogue.networks,
    '`ftps-interop serve --network list`',
  )
}

/** It stands before the data ports too, so it needs an address of its own. */
/** What stands before a server's data ports needs an address of its own. */
const behind = (
  stands: boolean,
  host: string,
  asked: string | undefined,
): string => {
  if (!stands) return host
  if (asked === undefined) return networkAddress
  if (host !== '0.0.0.0' && host !== '::' && host !== '127.0.0.1') return host
  throw new InteropError('FI_USAGE', {
    message: `--listen cannot be ${host} with --network or a real server`,
    hint: 'something stands before its data ports: name another address of this host, or leave --listen out',
  })
}

export const askedFor = async (
  profile: ServerProfile,
  catalogue: Catalogue,
  values: ServeValues,
  env: NodeJS.ProcessEnv,
): Promise<ServeAsked> => {
  const backend = backendOf(profile, values.backend)
  if (backend !== 'embedded' && values.user !== undefined)
    throw new InteropError('FI_USAGE', {
      message: '--user is for emulated servers',
      hint: 'leave it out: a real server says who may log in',
    })
  if (values.key !== undefined && values.cert === undefined)
    throw new InteropError('FI_USAGE', {
      message: '--key without --cert',
      hint: 'give the certificate of that key with --cert',
    })
  const network = networkOf(catalogue, backend, values.network)
  const certificate =
    values.cert === undefined
      ? null
      : await ownCertificate(values.cert, values.key)
  return {
    profile,
    backend,
    version:
      values.version === undefined || backend !== 'embedded'
        ? values.version
        : versionOf(profile, values.version),
    options: settingsOf(profile, values.set ?? []),
    implicit: values.implicit ?? false,
    faults: await faultsOf(profile, backend, values.fault ?? []),
    network,
    host: behind(
      network !== null || backend !== 'embedded',
      listenAddress(values.listen),
      values.listen,
    ),
    port: portNumber('--port', values.port) ?? 0,
    account: accountOf(values.user, env),
    certificate,
    client:
      values.client === undefined
        ? null
        : named(
            'client',
            values.client,
            catalogue.clients,
            '`ftps-interop list clients`',
          ),
    once: values.once ?? false,
    out: values.out ?? 'ftps-interop-desk',
    quiet: values.quiet ?? false,
  }
}
