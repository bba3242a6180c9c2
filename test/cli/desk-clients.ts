/** Emulated clients that dial a server at the desk, each with a name of its own. */
import { discover } from '../../harness/discover.js'
import { createCertificates } from '../../harness/certificates.js'
import { startClock } from '../../harness/clock.js'
import { contents } from '../../harness/contents.js'
import type {
  CertificateStore,
  ClientResult,
  Conversation,
} from '../../harness/model.js'

export interface Dialled {
  readonly port: number
  readonly password: string
  /** the roots that the server's certificate leads to; '' = trust others */
  readonly rootPem: string
}

const trusting = (rootPem: string): CertificateStore => {
  const own = createCertificates()
  if (rootPem === '') return own
  return { ...own, rootPem: () => Promise.resolve(rootPem) }
}

export const dial = async (
  profile: string,
  user: string,
  { port, password, rootPem }: Dialled,
  conversation: Conversation = {},
): Promise<ClientResult> => {
  const client = (await discover()).clients.get(profile)
  if (client === undefined) throw new Error(`no client ${profile}`)
  return client.run({
    host: '127.0.0.1',
    port,
    user,
    password,
    uploadDirectory: '',
    conversation,
    options: {},
    version: client.defaultVersion,
    localAddress: '127.0.0.1',
    certificates: trusting(rootPem),
    contents,
    token: `t${user}`,
    clock: startClock(),
    deadlines: { stepMs: 20_000, cellMs: 60_000 },
    signal: new AbortController().signal,
    directory: () => Promise.reject(new Error('an emulated client needs none')),
  })
}

/** A mixed crowd: what each of them has to be told, by the start of its name. */
export const crowd: readonly {
  readonly name: string
  readonly profile: string
  readonly conversation: Conversation
  /** first finding; null = none */
  readonly finding: string | null
}[] = [
  {
    name: 'resumes',
    profile: 'modern-openssl',
    conversation: { steps: [{ do: 'list' }, { do: 'get', size: 'small' }] },
    finding: null,
  },
  {
    name: 'never',
    profile: 'never-resumes',
    conversation: { steps: [{ do: 'get', size: '256KiB' }] },
    finding: 'data-session-not-reused',
  },
  {
    name: 'clear',
    profile: 'modern-openssl',
    conversation: { mode: 'clear' },
    finding: 'server-requires-tls-login',
  },
  {
    name: 'puts',
    profile: 'modern-openssl',
    conversation: {
      maxVersion: 'TLSv1.2',
      steps: [{ do: 'put', size: '256KiB' }],
    },
    finding: null,
  },
]
