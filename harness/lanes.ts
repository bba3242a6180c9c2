/** Which backends this host can use: asked once, shown, never guessed. */
import type { Named } from './cell-id.js'
import type { Catalogue } from './discover.js'
import { InteropError } from './errors.js'
import type {
  Availability,
  BackendName,
  ClientProfile,
  Lane,
  ServerBackend,
  ServerProfile,
} from './model.js'
import type { ResolvedSelection, Selection } from './selection.js'

export interface ServerLane {
  readonly profile: ServerProfile
  /** null when nothing can run it here */
  readonly backend: ServerBackend | null
  readonly name: BackendName
  readonly availability: Availability
}

export interface ClientLane {
  readonly profile: ClientProfile
  readonly name: BackendName
  readonly availability: Availability
}

export interface Lanes {
  readonly servers: ReadonlyMap<string, ServerLane>
  readonly clients: ReadonlyMap<string, ClientLane>
}

const nowhere = (why: string, hint: string): Availability => ({
  ok: false,
  why,
  hint,
})

/** `auto` is the most real that this host can: process, docker, embedded. */
const auto: readonly BackendName[] = ['process', 'docker', 'real', 'embedded']

const ordered = (
  profile: ServerProfile,
  wanted: Selection['backend'],
): readonly ServerBackend[] => {
  if (wanted === undefined) {
    // the default run needs nothing but Node wherever an emulation exists
    const embedded = profile.backends.find(b => b.name === 'embedded')
    if (embedded !== undefined) return [embedded]
  }
  if (wanted === undefined || wanted === 'auto')
    return auto.flatMap(name => profile.backends.filter(b => b.name === name))
  return profile.backends.filter(b => b.name === wanted)
}

const has = (availability: Availability, version: string): boolean =>
  availability.ok &&
  (availability.versions ?? [availability.version]).includes(version)

/** `version`: one that was asked for, which the most real may not be. */
const serverLane = async (
  profile: ServerProfile,
  wanted: Selection['backend'],
  version: string | undefined,
): Promise<ServerLane> => {
  const candidates = ordered(profile, wanted)
  const name =
    wanted === undefined || wanted === 'auto'
      ? (candidates[0]?.name ?? 'embedded')
      : wanted
  const refused: string[] = []
  let hint = ''
  let other: ServerLane | undefined
  for (const backend of candidates) {
    const availability = await backend.available()
    if (availability.ok) {
      const lane = { profile, backend, name: backend.name, availability }
      // an emulation is of any version
      const any = version === undefined || backend.name === 'embedded'
      if (any || has(availability, version)) return lane
      other ??= lane
      continue
    }
    refused.push(`${backend.name}: ${availability.why}`)
    hint ||= availability.hint
  }
  if (other !== undefined) return other
  if (candidates.length > 0)
    return {
      profile,
      backend: null,
      name,
      availability: nowhere(refused.join('; '), hint),
    }
  const existing = profile.backends.map(b => b.name).join(', ')
  return {
    profile,
    backend: null,
    name,
    availability: nowhere(
      `${profile.id} has no backend ${wanted ?? 'at all'}`,
      `it has ${existing === '' ? 'none' : existing}`,
    ),
  }
}

/** Versions of one server can run in different places. */
export const serverLaneKey = ({ name, values }: Named): string =>
  [name, values['version'] ?? ''].join(' ')

export const openLanes = async (
  catalogue: Catalogue,
  selection: Selection,
  resolved: ResolvedSelection,
): Promise<Lanes> => {
  const servers = new Map<string, ServerLane>()
  for (const named of resolved.servers) {
    const profile = catalogue.servers.get(named.name)
    const key = serverLaneKey(named)
    if (profile !== undefined && !servers.has(key))
      servers.set(
        key,
        await serverLane(profile, selection.backend, named.values['version']),
      )
  }
  const clients = new Map<string, ClientLane>()
  for (const { name } of resolved.clients) {
    const profile = catalogue.clients.get(name)
    if (profile !== undefined && !clients.has(name))
      clients.set(name, {
        profile,
        name: profile.kind === 'real' ? 'real' : 'embedded',
        availability: await profile.available(),
      })
  }
  return { servers, clients }
}

const detail = (availability: Availability): string =>
  availability.ok
    ? `${availability.version}${availability.detail === '' ? '' : ` (${availability.detail})`}`
    : availability.why

const row = (
  side: Lane['side'],
  lane: Pick<ServerLane | ClientLane, 'name' | 'availability'>,
  profile: string,
): Lane => ({
  profile,
  side,
  backend: lane.name,
  available: lane.availability.ok,
  detail: detail(lane.availability),
  ...(lane.availability.ok ? {} : { hint: lane.availability.hint }),
})

const oncePerBackend = ({ servers }: Lanes): readonly ServerLane[] => [
  ...new Map(
    [...servers.values()].map(lane => [
      `${lane.profile.id} ${lane.name}`,
      lane,
    ]),
  ).values(),
]

export const describeLanes = (lanes: Lanes): readonly Lane[] => [
  ...oncePerBackend(lanes).map(lane => row('server', lane, lane.profile.id)),
  ...[...lanes.clients].map(([id, lane]) => row('client', lane, id)),
]

/** A backend that the user asked for by name and that is not here is an error. */
export const requireLanes = (
  lanes: Lanes,
  wanted: Selection['backend'],
): void => {
  if (wanted === undefined || wanted === 'auto') return
  const missing = [...lanes.servers.values()].filter(l => !l.availability.ok)
  if (missing.length === 0 || missing.length < lanes.servers.size) return
  const { availability, profile } = missing[0] ?? {}
  if (availability === undefined || availability.ok) return
  throw new InteropError(
    wanted === 'docker' ? 'FI_DOCKER' : 'FI_MISSING_PROGRAM',
    {
      message: `cannot run ${profile?.id ?? 'the server'} with --backend ${wanted}: ${availability.why}`,
      hint: availability.hint,
    },
  )
}
