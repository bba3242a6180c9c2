/** What the tests of emulated clients share. */
import { createCertificates } from '../../harness/certificates.js'
import { startClock } from '../../harness/clock.js'
import { contents } from '../../harness/contents.js'
import type { Test } from 'tap'
import type {
  CertificateSpec,
  ClientRequest,
  ClientResult,
  Conversation,
  Event,
  EventBody,
  OptionValues,
} from '../../harness/model.js'
import { startMini } from './mini-server.js'
import type { MiniOptions, MiniServer } from './mini-model.js'

export const certificates = createCertificates()

/** A mini server that ends with its test. */
export const serve = async (
  test: Test,
  options: Omit<MiniOptions, 'certificate'> = {},
  spec: CertificateSpec = { key: 'rsa-2048' },
): Promise<MiniServer> => {
  const certificate = await certificates.get(spec)
  const server = await startMini({ certificate, ...options })
  test.teardown(() => server.close())
  return server
}

export const failures = (result: ClientResult): string[] =>
  result.steps.flatMap(s => (s.ok ? [] : [`${s.step}: ${s.why ?? ''}`]))

export const secret = 'correct-horse-9'

export const requestTo = (
  port: number,
  conversation: Conversation,
  more: {
    readonly options?: OptionValues
    readonly version?: string
    readonly stepMs?: number
    readonly signal?: AbortSignal
  } = {},
): ClientRequest => ({
  host: '127.0.0.1',
  port,
  user: 'someone',
  password: secret,
  uploadDirectory: 'up',
  conversation,
  options: more.options ?? {},
  version: more.version ?? '1',
  localAddress: '127.66.7.8',
  certificates,
  contents,
  token: 'token',
  clock: startClock(),
  deadlines: { stepMs: more.stepMs ?? 3000, cellMs: 10000 },
  signal: more.signal ?? new AbortController().signal,
  directory: () => Promise.reject(new Error('not needed')),
})

type BodyOf<Kind extends EventBody['kind']> = Extract<EventBody, { kind: Kind }>

export const bodies = <Kind extends EventBody['kind']>(
  events: readonly Event[],
  kind: Kind,
  role?: Event['role'],
): BodyOf<Kind>[] =>
  events.flatMap(e =>
    e.body.kind === kind && (role === undefined || e.role === role)
      ? [e.body as BodyOf<Kind>]
      : [],
  )
