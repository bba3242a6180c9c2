/**
 * Lists the cells of a run one by one, so that a large matrix never lies in
 * memory. What cannot be done is decided here, by declaration, not by trying.
 */
import {
  canonicalCellId,
  cellMatches,
  formatCellId,
  formatNamed,
  globToRegExp,
  type Named,
} from './cell-id.js'
import type { Catalogue } from './discover.js'
import type { ClientLane, Lanes, ServerLane } from './lanes.js'
import type {
  Cell,
  ListenerSpec,
  Option,
  OptionValues,
  PeerChoice,
  Point,
  Protocol,
  Scenario,
} from './model.js'
import {
  scenarioPart,
  scenarioPoints,
  type ScenarioPart,
} from './scenario-points.js'
import type { ResolvedSelection, Selection, Setting } from './selection.js'
import { optionDefault, optionExists } from './versions.js'

export interface PlannedCell {
  readonly cell: Cell
  /** the peers as chosen: a change of an option starts from here */
  readonly named: { readonly server: Named; readonly client: Named }
  readonly scenario: Scenario
  readonly part: ScenarioPart
  readonly serverLane: ServerLane
  readonly clientLane: ClientLane
  /** null when the cell cannot run */
  readonly listener: ListenerSpec | null
  readonly refusal: {
    readonly verdict: 'unsupported' | 'skipped'
    readonly reason: string
  } | null
}

/** Everything about a peer but its scenario. */
interface Peer {
  readonly asked: Named
  readonly choice: PeerChoice
  /** as in the cell id: version only when it is not the default */
  readonly named: Named
  /** set by the user or the matrix, defaults left out */
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

const peerOf = (
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

const missingOption = (
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

type Refusal = PlannedCell['refusal']

const skipped = (reason: string): Refusal => ({ verdict: 'skipped', reason })
const unsupported = (reason: string): Refusal => ({
  verdict: 'unsupported',
  reason,
})

const laneRefusal = (lane: ServerLane | ClientLane, peer: Peer): Refusal => {
  const { availability, profile, name } = lane
  if (!availability.ok)
    return skipped(`${profile.id} (${name}): ${availability.why}`)
  if (name !== 'embedded' && peer.choice.version !== availability.version)
    return skipped(
      `${profile.id} (${name}) is ${availability.version} here, not ${peer.choice.version}`,
    )
  return null
}

/** Only loopback is ever a target, also for a program that we do not control. */
const foreignAddress = (part: ScenarioPart, lane: ClientLane): Refusal => {
  const address = part.settings.passiveAddress
  if (lane.profile.kind === 'emulated' || address === undefined) return null
  return address.startsWith('127.')
    ? null
    : unsupported(`a real client would dial ${address}, which is not this host`)
}

const plan = (
  scenario: Scenario,
  point: Point,
  server: Peer,
  client: Peer,
  lanes: { readonly server: ServerLane; readonly client: ClientLane },
): PlannedCell => {
  const part = scenarioPart(scenario, point)
  const cell: Cell = {
    id: formatCellId(scenario.id, point, server.named, client.named),
    scenario: formatNamed(scenario.id, point),
    point,
    server: server.choice,
    client: client.choice,
  }
  const base = {
    cell,
    named: { server: server.asked, client: client.asked },
    scenario,
    part,
    serverLane: lanes.server,
    clientLane: lanes.client,
  }
  const { version } = server.choice
  const realised = lanes.server.profile.realise(part.settings, version)
  if ('unsupported' in realised)
    return {
      ...base,
      listener: null,
      refusal: unsupported(realised.unsupported),
    }
  const options = { ...realised.options, ...server.explicit }
  const support = lanes.client.profile.supports(
    part.conversation,
    client.choice.options,
  )
  const gap =
    missingOption(lanes.server.profile, version, options) ??
    missingOption(
      lanes.client.profile,
      client.choice.version,
      client.choice.options,
    )
  const refusal =
    foreignAddress(part, lanes.client) ??
    (support === true ? null : unsupported(support)) ??
    (gap === null ? null : unsupported(gap)) ??
    laneRefusal(lanes.server, server) ??
    laneRefusal(lanes.client, client)
  return {
    ...base,
    refusal,
    listener: {
      version,
      options,
      certificate: part.settings.certificate ?? realised.certificate ?? {},
      implicit: realised.implicit ?? false,
    },
  }
}

/** The same cell with other values of some options, on either side. */
export const replan = (
  planned: PlannedCell,
  changed: { readonly server: OptionValues; readonly client: OptionValues },
): PlannedCell => {
  const { serverLane, clientLane, named, cell, scenario } = planned
  const merge = (peer: Named, values: OptionValues): Named => ({
    name: peer.name,
    values: { ...peer.values, ...values },
  })
  return plan(
    scenario,
    cell.point,
    peerOf(merge(named.server, changed.server), [], serverLane),
    peerOf(merge(named.client, changed.client), [], clientLane),
    { server: serverLane, client: clientLane },
  )
}

/** The same pair in another scenario. */
export const replanAt = (
  { serverLane, clientLane, named }: PlannedCell,
  scenario: Scenario,
  point: Point,
): PlannedCell =>
  plan(
    scenario,
    point,
    peerOf(named.server, [], serverLane),
    peerOf(named.client, [], clientLane),
    { server: serverLane, client: clientLane },
  )

const onlyFilter = (only: readonly string[]): ((cell: Cell) => boolean) => {
  if (only.length === 0) return () => true
  const exact = new Set(only.filter(o => !o.includes('*')).map(canonicalCellId))
  const globs = only
    .filter(o => o.includes('*'))
    .map(g => g.replace(/ x /g, ' × '))
  return cell =>
    exact.has(cell.id) || globs.some(glob => cellMatches(cell, glob))
}

const scenarioFilter = (
  selection: Selection,
): ((scenario: Scenario, point: Point) => boolean) => {
  const { scenarios, only, optIn } = selection
  return (scenario, point) => {
    if (scenario.optIn === true && !optIn)
      if (scenarios.length === 0 && only.length === 0) return false
    if (scenarios.length === 0) return true
    const named = formatNamed(scenario.id, point)
    return scenarios.some(
      s =>
        s === scenario.id ||
        s === named ||
        scenario.id.startsWith(`${s}/`) ||
        globToRegExp(s).test(named) ||
        globToRegExp(s).test(scenario.id),
    )
  }
}

const meet = (...ends: readonly { readonly protocol?: Protocol }[]): boolean =>
  new Set(ends.map(e => e.protocol ?? 'ftp')).size === 1

export function* planCells(
  catalogue: Catalogue,
  selection: Selection,
  resolved: ResolvedSelection,
  lanes: Lanes,
): Generator<PlannedCell> {
  const wanted = scenarioFilter(selection)
  const only = onlyFilter(selection.only)
  const seen = new Set<string>()
  for (const serverNamed of resolved.servers)
    for (const scenario of catalogue.scenarios.values())
      for (const point of scenarioPoints(scenario)) {
        if (!wanted(scenario, point)) continue
        for (const clientNamed of resolved.clients) {
          const server = lanes.servers.get(serverNamed.name)
          const client = lanes.clients.get(clientNamed.name)
          if (server === undefined || client === undefined) continue
          if (!meet(scenario, server.profile, client.profile)) continue
          const planned = plan(
            scenario,
            point,
            peerOf(serverNamed, resolved.settings, server),
            peerOf(clientNamed, resolved.settings, client),
            { server, client },
          )
          if (!only(planned.cell) || seen.has(planned.cell.id)) continue
          seen.add(planned.cell.id)
          yield planned
        }
      }
}

/** Cells with the same key can share one listener. */
export const listenerKey = (planned: PlannedCell): string => {
  const { cell, listener } = planned
  return JSON.stringify([
    cell.server.profile,
    cell.server.backend,
    listener?.version,
    Object.entries(listener?.options ?? {}).sort(),
    listener?.certificate,
    listener?.implicit,
    listener?.announce,
  ])
}
