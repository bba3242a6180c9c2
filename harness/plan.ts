/**
 * Lists the cells of a run one by one, so that a large matrix never lies in
 * memory. What cannot be done is decided here, by declaration, not by trying.
 */
import { formatCellId, formatNamed, type Named } from './cell-id.js'
import type { Catalogue } from './discover.js'
import {
  serverLaneKey,
  type ClientLane,
  type Lanes,
  type ServerLane,
} from './lanes.js'
import type {
  Cell,
  ListenerSpec,
  OptionValues,
  Point,
  Protocol,
  Scenario,
} from './model.js'
import { filterOf } from './plan-filter.js'
import { missingOption, overriding, peerOf, type Peer } from './plan-peer.js'
import {
  scenarioPart,
  scenarioPoints,
  type ScenarioPart,
} from './scenario-points.js'
import type { ResolvedSelection, Selection, Setting } from './selection.js'

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
  const here = availability.versions ?? [availability.version]
  if (name !== 'embedded' && !here.includes(peer.choice.version))
    return skipped(
      `${profile.id} (${name}) is ${here.join(', ')} here, not ${peer.choice.version}`,
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

/** A network stands in front of data ports that it has to know. */
const unknownPorts = (part: ScenarioPart, lane: ServerLane): Refusal =>
  part.network !== undefined && lane.name === 'real'
    ? unsupported(
        'no network can stand in front of a server whose data ports are not known',
      )
    : null

const plan = (
  scenario: Scenario,
  point: Point,
  plain: Peer,
  client: Peer,
  lanes: { readonly server: ServerLane; readonly client: ClientLane },
): PlannedCell => {
  const part = scenarioPart(scenario, point)
  const { version } = plain.choice
  const realised = lanes.server.profile.realise(part.settings, version)
  const server =
    'unsupported' in realised ? plain : overriding(plain, realised.options)
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
  if ('unsupported' in realised)
    return {
      ...base,
      listener: null,
      refusal: unsupported(realised.unsupported),
    }
  const options = { ...realised.options, ...server.explicit }
  // what a version cannot do, emulated clients tell by it
  const support = lanes.client.profile.supports(part.conversation, {
    ...client.choice.options,
    version: client.choice.version,
  })
  const gap =
    missingOption(lanes.server.profile, version, options) ??
    missingOption(
      lanes.client.profile,
      client.choice.version,
      client.choice.options,
    )
  const refusal =
    foreignAddress(part, lanes.client) ??
    unknownPorts(part, lanes.server) ??
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

const meet = (...ends: readonly { readonly protocol?: Protocol }[]): boolean =>
  new Set(ends.map(e => e.protocol ?? 'ftp')).size === 1

export function* planCells(
  catalogue: Catalogue,
  selection: Selection,
  resolved: ResolvedSelection,
  lanes: Lanes,
): Generator<PlannedCell> {
  const wanted = filterOf(selection)
  const seen = new Set<string>()
  for (const serverNamed of resolved.servers)
    for (const scenario of catalogue.scenarios.values())
      for (const point of scenarioPoints(scenario)) {
        if (!wanted.scenario(scenario, point)) continue
        for (const clientNamed of resolved.clients) {
          const server = lanes.servers.get(serverLaneKey(serverNamed))
          const client = lanes.clients.get(clientNamed.name)
          if (server === undefined || client === undefined) continue
          if (!wanted.names(scenario.id, point, serverNamed, clientNamed))
            continue
          if (!meet(scenario, server.profile, client.profile)) continue
          const planWith = (settings: readonly Setting[]): PlannedCell =>
            plan(
              scenario,
              point,
              peerOf(serverNamed, settings, server),
              peerOf(clientNamed, settings, client),
              { server, client },
            )
          const planned = planWith(resolved.settings)
          // --only with --set: the id typed is the one before the change
          if (!wanted.cell(planned))
            if (resolved.settings.length === 0 || !wanted.cell(planWith([])))
              continue
          if (seen.has(planned.cell.id)) continue
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
