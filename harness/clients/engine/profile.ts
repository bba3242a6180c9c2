/** What all profiles of emulated clients have in common. */
import { defineClient } from '../../define.js'
import type {
  ClientProfile,
  ClientRequest,
  Conversation,
  Option,
  OptionValues,
} from '../../model.js'
import { effectiveValue } from '../../versions.js'
import { runEmulated, type Trace } from './run.js'
import { impossible } from './habits.js'
import type { Traits } from './traits.js'

/** Reads one option: what was set, else the default of the version. */
export type Read = (name: string) => string

export interface EmulatedClient {
  readonly id: string
  readonly product: string
  readonly title: string
  readonly versions: readonly string[]
  readonly defaultVersion: string
  readonly evidence: ClientProfile['evidence']
  readonly options: Readonly<Record<string, Option>>
  readonly matrix?: readonly OptionValues[]
  readonly inDefaultMatrix: boolean
  /** `port` is unknown while only the plan is made */
  readonly traits: (read: Read, version: string, port?: number) => Traits
  readonly trace?: (read: Read, request: ClientRequest) => Trace
  /** beyond what follows from the traits */
  readonly supports?: (
    conversation: ClientRequest['conversation'],
    read: Read,
  ) => true | string
  /** options that, once set, win over what a conversation asks for */
  readonly decides?: Readonly<Record<string, keyof Conversation>>
  readonly configurationLine?: (option: string, value: string) => string
}

const heeded = (
  { decides = {} }: EmulatedClient,
  asked: Conversation,
  set: OptionValues,
): Conversation => {
  const fields = Object.entries(decides).flatMap(([option, field]) =>
    set[option] === undefined ? [] : [field],
  )
  return Object.fromEntries(
    Object.entries(asked).filter(([name]) => !fields.some(f => f === name)),
  )
}

export const emulated = (client: EmulatedClient): ClientProfile => {
  const { options, traits, trace, supports, defaultVersion } = client
  const reader =
    (set: OptionValues, version: string): Read =>
    name =>
      effectiveValue(options, set, name, version)
  return defineClient({
    id: client.id,
    product: client.product,
    title: client.title,
    kind: 'emulated',
    versions: client.versions,
    defaultVersion,
    options,
    ...(client.matrix === undefined ? {} : { matrix: client.matrix }),
    evidence: client.evidence,
    inDefaultMatrix: client.inDefaultMatrix,
    choosesAddress: true,
    available: () =>
      Promise.resolve({
        ok: true,
        version: defaultVersion,
        detail: 'embedded',
      }),
    supports: (conversation, set) => {
      const read = reader(set, set['version'] ?? defaultVersion)
      const own = supports?.(conversation, read) ?? true
      if (own !== true) return own
      return (
        impossible(
          traits(read, set['version'] ?? defaultVersion),
          heeded(client, conversation, set),
        ) ?? true
      )
    },
    run: request => {
      const read = reader(request.options, request.version)
      const { conversation, options: set } = request
      return runEmulated(
        { ...request, conversation: heeded(client, conversation, set) },
        traits(read, request.version, request.port),
        trace?.(read, request),
      )
    },
    configurationLine:
      client.configurationLine ?? ((option, value) => `${option}=${value}`),
  })
}
