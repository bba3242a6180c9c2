/**
 * Known differences between an emulated peer and the real one, with a reason
 * each, kept in scenarios/differences/*.json. The last entry that matches
 * counts; one that matches nothing any more is reported.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globToRegExp } from '../cell-id.js'
import { root } from '../discover.js'
import { InteropError } from '../errors.js'
import type { Difference } from './differences.js'
import { aspects, type Aspect } from './facts.js'

export interface KnownDifference {
  /** globs of the three parts of the left cell's id */
  readonly scenarios: readonly string[]
  readonly servers: readonly string[]
  readonly clients: readonly string[]
  readonly aspect: Aspect | readonly Aspect[]
  /** globs; absent = any */
  readonly place?: string
  readonly left?: string
  readonly right?: string
  /** glob of what is said besides the values, of a ClientHello */
  readonly detail?: string
  /** not seen in every run: its absence is no news */
  readonly race?: boolean
  readonly reason: string
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== ''
const isList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isText)

const fault = (given: unknown): string | null => {
  if (typeof given !== 'object' || given === null) return 'is not an object'
  const entry = given as Readonly<Record<string, unknown>>
  for (const name of ['scenarios', 'servers', 'clients'])
    if (!isList(entry[name])) return `has no ${name}`
  const named: unknown[] = [entry['aspect']].flat()
  if (named.length === 0 || !named.every(n => aspects.some(a => a === n)))
    return `has aspect ${JSON.stringify(entry['aspect'])}`
  for (const name of ['place', 'left', 'right', 'detail'])
    if (entry[name] !== undefined && !isText(entry[name]))
      return `has ${name} ${JSON.stringify(entry[name])}`
  if (entry['race'] !== undefined && typeof entry['race'] !== 'boolean')
    return `has race ${JSON.stringify(entry['race'])}`
  return isText(entry['reason']) ? null : 'has no reason'
}

const shapeHint =
  'a known difference is { "scenarios": […], "servers": […], "clients": […], "aspect": "reply", "reason": text }; see docs/compare.md'

export const readKnownDifferences = (path: string): KnownDifference[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InteropError('FI_FILE', {
      message: `cannot read known differences ${path}: ${(error as Error).message}`,
      hint: 'it is a JSON array; see docs/compare.md',
    })
  }
  if (!Array.isArray(parsed))
    throw new InteropError('FI_FILE', {
      message: `${path} is not a JSON array`,
      hint: 'see docs/compare.md',
    })
  return parsed.map((entry: unknown, i) => {
    const wrong = fault(entry)
    if (wrong !== null)
      throw new InteropError('FI_DECLARATION', {
        message: `${path}[${i}] ${wrong}`,
        hint: shapeHint,
      })
    return entry as KnownDifference
  })
}

export const ownKnownDifferences = (): KnownDifference[] => {
  const folder = join(root, 'scenarios', 'differences')
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .sort()
    .flatMap(name => readKnownDifferences(join(folder, name)))
}

/** Does the entry speak of the cell with this id? */
export const covers = (entry: KnownDifference, id: string): boolean => {
  const at = id.indexOf(' @ ')
  const by = id.lastIndexOf(' × ')
  const parts = [id.slice(0, at), id.slice(at + 3, by), id.slice(by + 3)]
  return [entry.scenarios, entry.servers, entry.clients].every((globs, i) =>
    globs.some(glob => globToRegExp(glob).test(parts[i] ?? '')),
  )
}

/** Looks at no value: those of a difference that varies are of several runs. */
export const speaksOf = (
  entry: KnownDifference,
  id: string,
  { aspect, place }: Difference,
): boolean =>
  [entry.aspect].flat().includes(aspect) &&
  globToRegExp(entry.place ?? '*').test(place) &&
  covers(entry, id)

/**
 * The entries that explain a difference; null unless each value that one side
 * had is explained with each of the other: a race has more than one outcome.
 */
export const knownFor = (
  entries: readonly KnownDifference[],
  id: string,
  difference: Difference,
): ReadonlySet<KnownDifference> | null => {
  const found = new Set<KnownDifference>()
  for (const { left, right, detail = '' } of difference.pairs) {
    const entry = entries.findLast(
      entry =>
        speaksOf(entry, id, difference) &&
        globToRegExp(entry.left ?? '*').test(left) &&
        globToRegExp(entry.right ?? '*').test(right) &&
        globToRegExp(entry.detail ?? '*').test(detail),
    )
    if (entry === undefined) return null
    found.add(entry)
  }
  return found
}
