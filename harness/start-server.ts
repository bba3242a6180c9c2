/** One server of a profile, for a test suite that wants something to dial. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificates } from './certificates.js'
import { startClock } from './clock.js'
import { discover } from './discover.js'
import { InteropError } from './errors.js'
import type {
  BackendName,
  CertificateSpec,
  Event,
  OptionValues,
  StoredFile,
} from './model.js'
import { checkOption } from './selection.js'
import { didYouMean } from './suggest.js'

export interface StartOptions {
  /** default embedded */
  readonly backend?: BackendName
  readonly version?: string
  /** in the vendor's spelling; wrong names or values throw */
  readonly options?: OptionValues
  readonly certificate?: CertificateSpec
}

export interface StartedServer {
  readonly host: string
  readonly port: number
  readonly version: string
  readonly user: string
  readonly password: string
  /** the root that signed its certificate */
  readonly caPem: string
  /** what the server end saw of clients that dialled from this address */
  events(address?: string): Promise<readonly Event[]>
  stored(name: string): Promise<StoredFile | null>
  stop(): Promise<void>
}

/**
 * Throws FI_UNKNOWN_NAME for an unknown profile or option, FI_MISSING_PROGRAM
 * when the backend cannot run here. Binds to loopback only.
 */
export const startServer = async (
  profileId: string,
  options: StartOptions = {},
): Promise<StartedServer> => {
  const catalogue = await discover()
  const profile = catalogue.servers.get(profileId)
  if (profile === undefined)
    throw new InteropError('FI_UNKNOWN_NAME', {
      message: `there is no server ${JSON.stringify(profileId)}`,
      hint: didYouMean(
        profileId,
        catalogue.servers.keys(),
        '`ftps-interop list servers`',
      ),
    })
  for (const [name, value] of Object.entries(options.options ?? {}))
    checkOption(profile.id, profile.options, name, value)
  const wanted = options.backend ?? 'embedded'
  const backend = profile.backends.find(b => b.name === wanted)
  const state = await backend?.available()
  if (backend === undefined || state?.ok !== true)
    throw new InteropError('FI_MISSING_PROGRAM', {
      message: `cannot run ${profileId} with backend ${wanted}${state?.ok === false ? `: ${state.why}` : ''}`,
      hint:
        state?.ok === false
          ? state.hint
          : '`ftps-interop doctor` shows what can run here',
    })
  const certificates = createCertificates()
  const clock = startClock()
  const directory = await mkdtemp(join(tmpdir(), 'ftps-interop-'))
  const instance = await backend.start({ certificates, directory, clock })
  const listener = await instance.listen({
    version: options.version ?? profile.defaultVersion,
    options: options.options ?? {},
    certificate: options.certificate ?? {},
    implicit: false,
  })
  const observations = new Map<string, ReturnType<typeof listener.observe>>()
  const observe = (address: string): ReturnType<typeof listener.observe> => {
    const known = observations.get(address)
    if (known !== undefined) return known
    const fresh = listener.observe({ address, clock })
    observations.set(address, fresh)
    return fresh
  }
  observe('127.0.0.1')
  return {
    host: listener.host,
    port: listener.port,
    version: listener.version,
    user: listener.user,
    password: listener.password,
    caPem: await certificates.rootPem(),
    events: address => observe(address ?? '127.0.0.1').events(),
    stored: name => observe('127.0.0.1').stored(name),
    stop: async () => {
      for (const one of observations.values()) one.end()
      await instance.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
