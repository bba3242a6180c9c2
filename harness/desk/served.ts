/** Starts the server that `serve` was asked for, at the place it was asked for. */
import { mkdtemp, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificates } from '../certificates.js'
import { startClock } from '../clock.js'
import { InteropError } from '../errors.js'
import type {
  BackendName,
  Certificate,
  CertificateStore,
  Clock,
  Fault,
  Listener,
  OptionValues,
  ServerBackend,
  ServerProfile,
} from '../model.js'
import type { Endpoint, Network } from '../networks/box/network.js'
import { announcedBehind, wrapWithNetwork } from '../networks/box/wrap.js'
import { showing } from './server-certificate.js'

export interface ServeRequest {
  readonly profile: ServerProfile
  readonly backend: BackendName
  readonly version: string | undefined
  readonly options: OptionValues
  readonly implicit: boolean
  readonly faults: readonly Fault[]
  readonly network: Network | null
  readonly host: string
  readonly port: number
  readonly account: { readonly user: string; readonly password: string }
  readonly certificate: Certificate | null
}

export interface Served {
  readonly listener: Listener
  /** where clients dial */
  readonly at: Endpoint
  readonly options: OptionValues
  readonly implicit: boolean
  readonly certificates: CertificateStore
  readonly clock: Clock
  stop(): Promise<void>
}

const usable = async (
  profile: ServerProfile,
  name: BackendName,
): Promise<{ readonly backend: ServerBackend; readonly version: string }> => {
  const backend = profile.backends.find(b => b.name === name)
  const has = profile.backends.map(b => b.name)
  if (backend === undefined)
    throw new InteropError('FI_MISSING_PROGRAM', {
      message: `${profile.id} has no backend ${name}`,
      hint: `it has ${has.join(', ')}`,
    })
  const state = await backend.available()
  if (state.ok) return { backend, version: state.version }
  throw new InteropError('FI_MISSING_PROGRAM', {
    message: `cannot run ${profile.id} with backend ${name}: ${state.why}`,
    hint: state.hint,
  })
}

/** What the vendor's options for implicit TLS are, if it has them. */
const implicitly = (
  { profile, options, implicit }: ServeRequest,
  version: string,
): { readonly options: OptionValues; readonly implicit: boolean } => {
  const made = profile.realise({ implicit: true }, version)
  if ('unsupported' in made) {
    if (!implicit) return { options, implicit }
    throw new InteropError('FI_BAD_VALUE', {
      message: `${profile.id} ${version} cannot be implicit: ${made.unsupported}`,
      hint: 'leave --implicit out',
    })
  }
  const words = Object.entries(made.options)
  // the user wrote the vendor's own words for it
  const written =
    words.length > 0 && words.every(([name, v]) => options[name] === v)
  return implicit
    ? { options: { ...made.options, ...options }, implicit: true }
    : { options, implicit: written }
}

const certificateNames = (host: string): readonly string[] => [
  'localhost',
  '127.0.0.1',
  '127.0.0.2',
  '::1',
  ...(['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) || isIP(host) === 0
    ? []
    : [host]),
]

export const startServed = async (request: ServeRequest): Promise<Served> => {
  const { profile, host, port, account, faults, network } = request
  const { backend, version: here } = await usable(profile, request.backend)
  const real = request.backend !== 'embedded'
  const version = request.version ?? (real ? here : profile.defaultVersion)
  if (real && version !== here)
    throw new InteropError('FI_BAD_VALUE', {
      message: `the ${profile.id} of this host is ${here}, not ${version}`,
      hint: 'leave --version out',
    })
  const { options, implicit } = implicitly(request, version)
  const made = createCertificates()
  const certificates =
    request.certificate === null ? made : showing(made, request.certificate)
  const directory = await mkdtemp(join(tmpdir(), 'ftps-interop-'))
  const clock = startClock()
  const instance = await backend.start({ certificates, directory, clock })
  let stopped: Promise<void> | null = null
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      await instance.stop()
      await rm(directory, { recursive: true, force: true })
    })()
    return stopped
  }
  try {
    const listener = await instance.listen({
      version,
      options,
      certificate: { names: certificateNames(host) },
      implicit,
      ...(real ? { announce: host } : { ...placeOf(request), account, faults }),
    })
    const common = { listener, options, implicit, certificates, clock }
    if (network === null) return { ...common, at: listener, stop }
    const wrapped = await wrapWithNetwork(listener, network, {
      listenAddress: host,
      port,
    })
    return {
      ...common,
      at: wrapped,
      stop: async () => {
        await wrapped.stop()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Behind a network the server is elsewhere and announces the network. */
const placeOf = ({ network, host, port }: ServeRequest) =>
  network === null
    ? { place: { host, port } }
    : {
        place: { host: '127.0.0.1', port: 0 },
        announce: announcedBehind(network, host),
      }
