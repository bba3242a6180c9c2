/**
 * One peer of a planned cell: what the user, the matrix and --set say of it,
 * and how that is written in the cell's id. Knows nothing of scenarios.
 */
import type { Named } from './cell-id.js'
import type { ClientLane, ServerLane } from './lanes.js'
import type { Option, OptionValues, PeerChoice } from './model.js'
import type { Setting } from './selection.js'
import { optionDefault, optionExists } from './versions.js'

/** Everything about a peer but its scenario. */
export interface Peer {
  readonly asked: Named
  readonly choice: PeerChoice
  /** as in the cell id: version only when it is not the default */
  readonly named: Named
  /** set by the user or the matrix, defaults included */
  readonly explicit: OptionValues
}

const withSettings = (
  named: Named,
  settings: readonly Setting[],
): OptionValues => ({
  ...named.values,
  ...Object.fromEntries(
    settings.filter(s => s.owner === named.name).map(s => [s.option, s.value]),
  ),
})

export const peerOf = (
  named: Named,
  settings: readonly Setting[],
  lane: ServerLane | ClientLane,
): Peer => {
  const { version: asked, ...rest } = withSettings(named, settings)
  const { profile, availability, name: backend } = lane
  const installed =
    backend === 'embedded' || !availability.ok
      ? undefined
      : availability.version
  const version = asked ?? installed ?? profile.defaultVersion
  const options = Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => {
      const option = profile.options[name]
      return option === undefined || optionDefault(option, version) !== value
    }),
  )
  return {
    asked: { name: named.name, values: withSettings(named, settings) },
    choice: { profile: profile.id, backend, version, options },
    named: {
      name: profile.id,
      values: asked === undefined ? options : { version: asked, ...options },
    },
    // a value equal to the default is still the user's word: a scenario's own
    // setting must not undo it
    explicit: rest,
  }
}

export const missingOption = (
  profile: {
    readonly id: string
    readonly options: Readonly<Record<string, Option>>
  },
  version: string,
  options: OptionValues,
): string | null => {
  for (const name of Object.keys(options)) {
    const option = profile.options[name]
    if (option !== undefined && !optionExists(option, version))
      return `${profile.id} ${version} has no ${name} (${option.since === undefined ? `until ${option.until}` : `since ${option.since}`})`
  }
  return null
}

/**
 * A value equal to the default tells this cell from the one without it where
 * the scenario would have set another.
 */
export const overriding = (peer: Peer, realised: OptionValues): Peer => {
  const over = Object.fromEntries(
    Object.entries(peer.explicit).filter(
      ([name, value]) =>
        Object.hasOwn(realised, name) && realised[name] !== value,
    ),
  )
  if (Object.keys(over).length === 0) return peer
  const { choice, named } = peer
  return {
    ...peer,
    choice: { ...choice, options: { ...choice.options, ...over } },
    named: { ...named, values: { ...named.values, ...over } },
  }
}
