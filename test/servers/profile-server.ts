/** Starts an emulated product by its profile, for a test. */
import { createCertificates } from '../../harness/certificates.js'
import { discover } from '../../harness/discover.js'
import type {
  CertificateSpec,
  EventBody,
  Listener,
  OptionValues,
  ServerObservation,
} from '../../harness/model.js'
import { ScriptClient, type ScriptOptions } from './script-client.js'

const certificates = createCertificates()
const clock = { now: () => performance.now() }

/** a client certificate of the authority that the servers know */
export const identity = async (): Promise<{
  readonly cert: string
  readonly key: string
}> => {
  const { chainPem, keyPem } = await certificates.get({ usage: 'client' })
  return { cert: chainPem, key: keyPem }
}

export interface Wanted {
  readonly options?: OptionValues
  readonly version?: string
  readonly implicit?: boolean
  readonly certificate?: CertificateSpec
}

export interface Served {
  readonly listener: Listener
  open(options?: Omit<ScriptOptions, 'port'>): Promise<ScriptClient>
  /** greeting, AUTH TLS, login, PROT P; TLS as old as it must be */
  enter(options?: Omit<ScriptOptions, 'port'>): Promise<ScriptClient>
  events(): Promise<readonly EventBody[]>
  /** waits for it, two seconds at most */
  event(is: (body: EventBody) => boolean): Promise<EventBody | undefined>
}

/** suites and versions of every age */
export const anyTls = {
  minVersion: 'TLSv1',
  ciphers: 'ALL:@SECLEVEL=0',
} as const

export const serve = async (
  t: { teardown(fn: () => Promise<void>): void },
  id: string,
  wanted: Wanted = {},
): Promise<Served> => {
  const profile = (await discover()).servers.get(id)
  const backend = profile?.backends.find(b => b.name === 'embedded')
  if (profile === undefined || backend === undefined) throw new Error(id)
  const instance = await backend.start({ certificates, directory: '', clock })
  t.teardown(() => instance.stop())
  const listener = await instance.listen({
    version: wanted.version ?? profile.defaultVersion,
    options: wanted.options ?? {},
    certificate: wanted.certificate ?? {},
    implicit: wanted.implicit ?? false,
  })
  const seen: ServerObservation = listener.observe({
    address: '127.0.0.1',
    clock,
  })
  const open: Served['open'] = options =>
    ScriptClient.open({ port: listener.port, tls: anyTls, ...options })
  const events: Served['events'] = async () =>
    (await seen.events()).map(event => event.body)
  return {
    listener,
    open,
    events,
    event: async is => {
      for (let tries = 0; tries < 200; tries++) {
        const found = (await events()).find(is)
        if (found !== undefined) return found
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      return undefined
    },
    enter: async options => {
      const client = await open(options)
      await client.enter('tester', listener.password)
      return client
    },
  }
}
