/**
 * Runs the cells of an emulated peer and of the real one, and those that
 * differ without a listed reason some times more, so that a race is not taken
 * for a difference.
 */
import { join } from 'node:path'
import type { Catalogue } from '../discover.js'
import { InteropError } from '../errors.js'
import type {
  BackendName,
  CellResult,
  ClientProfile,
  ServerProfile,
} from '../model.js'
import {
  defaultDeadlines,
  run,
  type RunOptions,
  type RunWatcher,
} from '../run/run.js'
import type { Selection } from '../selection.js'
import { didYouMean } from '../suggest.js'
import {
  compareCell,
  pairCells,
  type Matched,
  type Pair,
} from './comparison.js'
import { knownFor, type KnownDifference } from './known.js'

/** What is held to what. */
export type Subject =
  | { readonly side: 'server'; readonly profile: ServerProfile }
  | {
      readonly side: 'client'
      readonly profile: ClientProfile
      readonly real: ClientProfile
    }

/** A real client with the same product's name, if there is one. */
const realOf = (
  { clients }: Catalogue,
  { kind, product, protocol = 'ftp' }: ClientProfile,
): ClientProfile | undefined =>
  kind === 'real'
    ? undefined
    : [...clients.values()].find(
        other =>
          other.kind === 'real' &&
          other.product === product &&
          (other.protocol ?? 'ftp') === protocol,
      )

/** Emulated servers with a real backend, emulated clients of a real product. */
export const subjects = (catalogue: Catalogue): Subject[] => [
  ...[...catalogue.servers.values()].flatMap((profile): Subject[] => {
    const names = new Set(profile.backends.map(b => b.name))
    return names.has('embedded') && names.size > 1
      ? [{ side: 'server', profile }]
      : []
  }),
  ...[...catalogue.clients.values()].flatMap((profile): Subject[] => {
    const real = realOf(catalogue, profile)
    return real === undefined ? [] : [{ side: 'client', profile, real }]
  }),
]

export const subjectNamed = (catalogue: Catalogue, name: string): Subject => {
  const all = subjects(catalogue)
  const found = all.find(({ profile }) => profile.id === name)
  if (found !== undefined) return found
  const exists = catalogue.servers.has(name) || catalogue.clients.has(name)
  throw new InteropError('FI_UNKNOWN_NAME', {
    message: exists
      ? `${name} has no real counterpart to be compared with`
      : `there is no server or client ${JSON.stringify(name)}`,
    hint: exists
      ? `those that have: ${all.map(({ profile }) => profile.id).join(', ')}`
      : didYouMean(
          name,
          all.map(s => s.profile.id),
          '`ftps-interop list`',
        ),
  })
}

export interface SidesRequest {
  readonly subject: Subject
  readonly selection: Partial<Selection>
  /** of a server that is compared, or of the servers of a client that is */
  readonly backend: BackendName | 'auto' | undefined
  /** runs of each side more for the cells that differ */
  readonly confirm: number
  /** what needs no confirmation */
  readonly known: readonly KnownDifference[]
  readonly out: string
  readonly run: Pick<
    RunOptions,
    'signal' | 'command' | 'deadlines' | 'parallel'
  >
  readonly watch?: RunWatcher
}

type Pace = Pick<RunOptions, 'parallel' | 'deadlines'>

const calmParallel = 4

const paceOf = ({ run: { parallel, deadlines } }: SidesRequest): Pace => ({
  ...(parallel === undefined ? {} : { parallel }),
  ...(deadlines === undefined ? {} : { deadlines }),
})

/**
 * Fewer at once and with twice the time: what an overloaded machine did to
 * the first run, a program of its own above all, is no difference.
 */
const calmer = ({ parallel = calmParallel, deadlines }: Pace): Pace => {
  const { stepMs, cellMs } = { ...defaultDeadlines, ...deadlines }
  return {
    parallel: Math.min(parallel, calmParallel),
    deadlines: { stepMs: 2 * stepMs, cellMs: 2 * cellMs },
  }
}

interface Sides {
  readonly left: Partial<Selection>
  readonly right: Partial<Selection>
}

const sidesOf = ({ subject, selection, backend }: SidesRequest): Sides => {
  const { profile } = subject
  if (subject.side === 'server') {
    const servers =
      selection.servers?.length === 1 ? selection.servers : [profile.id]
    return {
      left: { ...selection, servers, backend: 'embedded' },
      right: { ...selection, servers, backend: backend ?? 'auto' },
    }
  }
  return {
    left: { ...selection, backend, clients: [`${profile.id}[*]`] },
    right: { ...selection, backend, clients: [`${subject.real.id}[*]`] },
  }
}

/** The cell's id with the real client's name, whichever of them it has. */
const keyFor =
  ({ subject }: SidesRequest) =>
  ({ id }: CellResult): string => {
    if (subject.side === 'server') return id
    const by = id.lastIndexOf(' × ') + 3
    const name = subject.profile.id
    return id.startsWith(name, by)
      ? `${id.slice(0, by)}${subject.real.id}${id.slice(by + name.length)}`
      : id
  }

const unexplained = (pair: Pair, known: readonly KnownDifference[]): boolean =>
  compareCell(pair).differences.some(
    difference => knownFor(known, pair.id, difference) === null,
  )

const withMore = (pairs: readonly Pair[], more: Matched): readonly Pair[] => {
  const again = new Map(more.pairs.map(p => [p.id, p]))
  return pairs.map(pair => {
    const found = again.get(pair.id)
    return found === undefined
      ? pair
      : {
          id: pair.id,
          left: [...pair.left, ...found.left],
          right: [...pair.right, ...found.right],
        }
  })
}

export const runSides = async (request: SidesRequest): Promise<Matched> => {
  const { out, confirm, subject } = request
  const sides = sidesOf(request)
  const key = keyFor(request)
  const both = async (
    name: string,
    only: Readonly<Record<'left' | 'right', readonly string[]>> | null,
    pace: Pace,
  ): Promise<Matched> => {
    const one = (side: 'left' | 'right') =>
      run({
        ...request.run,
        ...pace,
        selection:
          only === null
            ? sides[side]
            : { ...sides[side], scenarios: [], only: only[side] },
        attribution: { which: 'none' },
        expectations: [],
        out: join(out, `${subject.profile.id}-${name}-${side}`),
        ...(request.watch === undefined ? {} : { watch: request.watch }),
      })
    const left = await one('left')
    const right = await one('right')
    return pairCells(left.cells, right.cells, key)
  }
  const first = await both('run', null, paceOf(request))
  let { pairs } = first
  for (let i = 1; i <= confirm; i += 1) {
    const open = pairs.filter(p => unexplained(p, request.known))
    if (open.length === 0 || request.run.signal?.aborted === true) break
    const ids = (side: 'left' | 'right'): string[] =>
      open.flatMap(p => p[side].slice(0, 1).map(c => c.id))
    pairs = withMore(
      pairs,
      await both(
        `again-${i}`,
        { left: ids('left'), right: ids('right') },
        calmer(paceOf(request)),
      ),
    )
  }
  return { pairs, missing: first.missing }
}
