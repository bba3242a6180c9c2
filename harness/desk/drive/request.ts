/** What the user of `drive` typed, checked before anybody is contacted. */
import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { parseNamed } from '../../cell-id.js'
import { wholeNumber, type Flags } from '../../cli/command.js'
import type { Catalogue } from '../../discover.js'
import { InteropError } from '../../errors.js'
import type {
  CertificateStore,
  ClientProfile,
  Conversation,
  Point,
} from '../../model.js'
import { scenarioPart, scenarioPoints } from '../../scenario-points.js'
import { named, settingsOf, versionOf } from '../declared.js'
import { portRange } from '../endpoint.js'
import { profiledPeer, unknownPeer } from '../peers.js'
import { ownCertificate, showing } from '../server-certificate.js'
import { defaultConversation, liveFiles } from './conversation.js'
import { credentialsFrom, type CredentialSources } from './credentials.js'
import type { DriveAsked } from './drive.js'
import { targetOf, type Target } from './target.js'

export const driveFlags = {
  clear: { type: 'boolean' },
  get: { type: 'string', multiple: true },
  scenario: { type: 'string' },
  set: { type: 'string', multiple: true },
  version: { type: 'string' },
  ca: { type: 'string' },
  insecure: { type: 'boolean' },
  cert: { type: 'string' },
  key: { type: 'string' },
  credentials: { type: 'string' },
  server: { type: 'string' },
  'data-ports': { type: 'string' },
  'step-timeout': { type: 'string' },
  timeout: { type: 'string' },
  out: { type: 'string' },
  quiet: { type: 'boolean' },
} as const satisfies Flags

export interface DriveValues {
  readonly clear?: boolean | undefined
  readonly get?: string[] | undefined
  readonly scenario?: string | undefined
  readonly set?: string[] | undefined
  readonly version?: string | undefined
  readonly ca?: string | undefined
  readonly insecure?: boolean | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly credentials?: string | undefined
  readonly server?: string | undefined
  readonly 'data-ports'?: string | undefined
  readonly 'step-timeout'?: string | undefined
  readonly timeout?: string | undefined
  readonly out?: string | undefined
  readonly quiet?: boolean | undefined
}

export interface DriveWith {
  readonly catalogue: Catalogue
  readonly certificates: CertificateStore
  readonly env: NodeJS.ProcessEnv
  readonly terminal: CredentialSources['terminal']
}

const rootsFrom = async (path: string | undefined): Promise<string> => {
  if (path === undefined) return rootCertificates.join('\n')
  try {
    const text = await readFile(path, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch (cause) {
    throw new InteropError('FI_FILE', {
      message: `cannot read --ca ${path} (${(cause as NodeJS.ErrnoException).code ?? 'error'})`,
      hint: 'give the path of a PEM file with the roots to trust',
      cause,
    })
  }
  throw new InteropError('FI_BAD_VALUE', {
    message: `--ca ${path} holds no certificate`,
    hint: 'it is PEM: -----BEGIN CERTIFICATE-----',
  })
}

/** What a client calls the root of the run is what the user trusts. */
const trusting = (
  store: CertificateStore,
  roots: string,
): CertificateStore => ({
  ...store,
  rootPem: () => Promise.resolve(roots),
  file: name => (name === 'ca.pem' ? Promise.resolve(roots) : store.file(name)),
})

const fromScenario = (
  text: string,
  catalogue: Catalogue,
  client: ClientProfile,
): { readonly conversation: Conversation; readonly point: Point } => {
  const asked = parseNamed(text)
  const scenario = named(
    'scenario',
    asked.name,
    catalogue.scenarios,
    '`ftps-interop list scenarios`',
  )
  const points = scenarioPoints(scenario)
  const point = points.find(p =>
    Object.entries(asked.values).every(([k, v]) => p[k] === v),
  )
  if (point === undefined)
    throw new InteropError('FI_BAD_VALUE', {
      message: `${asked.name} has no point ${JSON.stringify(asked.values)}`,
      hint: `its dimensions are ${JSON.stringify(scenario.matrix ?? {})}`,
    })
  if ((scenario.protocol ?? 'ftp') !== (client.protocol ?? 'ftp'))
    throw new InteropError('FI_BAD_VALUE', {
      message: `${asked.name} is for ${scenario.protocol ?? 'ftp'}, and ${client.id} is not`,
      hint: '`ftps-interop list scenarios` shows the others',
    })
  const { conversation } = scenarioPart(scenario, point)
  return { conversation, point: { scenario: asked.name, ...point } }
}

const sameProtocol = (client: ClientProfile, target: Target): void => {
  const speaks = client.protocol ?? 'ftp'
  if (speaks === target.protocol) return
  throw new InteropError('FI_USAGE', {
    message: `${client.id} speaks ${speaks}, and the URL is of ${target.protocol}`,
    hint: `\`ftps-interop list clients\` shows who speaks ${target.protocol}`,
  })
}

const usable = async (client: ClientProfile): Promise<string> => {
  const state = await client.available()
  if (state.ok) return state.version
  throw new InteropError('FI_MISSING_PROGRAM', {
    message: `cannot run ${client.id}: ${state.why}`,
    hint: state.hint,
  })
}

const modeOf = (
  target: Target,
  clear: boolean | undefined,
): Pick<Conversation, 'mode'> =>
  clear === true
    ? { mode: 'clear' }
    : target.mode === 'habit'
      ? {}
      : { mode: target.mode }

export const driveAsked = async (
  client: ClientProfile,
  url: string,
  values: DriveValues,
  { catalogue, certificates, env, terminal }: DriveWith,
): Promise<DriveAsked> => {
  const target = targetOf(url)
  sameProtocol(client, target)
  const options = settingsOf(client, values.set ?? [])
  const files = liveFiles([
    ...(target.file === null ? [] : [target.file]),
    ...(values.get ?? []),
  ])
  const mail = target.protocol === 'smtp'
  const asked =
    values.scenario === undefined
      ? {
          conversation: mail
            ? { mail: { authenticate: target.user !== '' } }
            : defaultConversation(target, files),
          point: {},
        }
      : fromScenario(values.scenario, catalogue, client)
  const identity =
    values.cert === undefined
      ? null
      : await ownCertificate(values.cert, values.key)
  const conversation: Conversation = {
    serverName: target.host,
    ...asked.conversation,
    ...modeOf(target, values.clear),
    ...(values.insecure === true ? { verify: false } : {}),
    ...(identity === null ? {} : { certificate: {} }),
  }
  const roots = await rootsFrom(values.ca)
  const trusted = trusting(
    identity === null ? certificates : showing(certificates, identity),
    roots,
  )
  const here = await usable(client)
  const { serverName: _name, ...byDialled } = conversation
  const byName = client.supports(conversation, options) !== true
  const can = client.supports(byName ? byDialled : conversation, options)
  if (can !== true)
    throw new InteropError('FI_BAD_VALUE', {
      message: `${client.id} cannot do this: ${can}`,
      hint: 'ask it for less, or choose another client',
    })
  const version =
    client.kind === 'real' ? here : versionOf(client, values.version)
  const needsLogin = !mail || target.user !== ''
  return {
    client,
    version,
    options,
    target,
    conversation: byName ? byDialled : conversation,
    byName,
    point: asked.point,
    contents: files.contents,
    certificates: trusted,
    server:
      values.server === undefined
        ? unknownPeer(target.host)
        : profiledPeer(
            named(
              'server',
              values.server,
              catalogue.servers,
              '`ftps-interop list servers`',
            ),
          ),
    dataPorts: portRange('--data-ports', values['data-ports']),
    deadlines: {
      stepMs:
        wholeNumber('--step-timeout', values['step-timeout'], 50) ?? 10_000,
      cellMs: wholeNumber('--timeout', values.timeout, 100) ?? 60_000,
    },
    out: values.out ?? 'ftps-interop-desk',
    quiet: values.quiet ?? false,
    credentials: needsLogin
      ? await credentialsFrom({
          user: target.user,
          file: values.credentials,
          env,
          terminal,
        })
      : { user: '', password: '' },
  }
}
