/**
 * What differs between the same cell of two runs. Each side may have run
 * several times: a value counts as different when no run of the one side
 * agrees with any run of the other.
 */
import type { CellResult, ClientHello } from '../model.js'
import { aspects, cellFacts, commonWires, type Aspect } from './facts.js'
import { helloDifference } from './hello-shape.js'

export interface Difference {
  readonly aspect: Aspect
  readonly place: string
  readonly left: string
  readonly right: string
  /** each value of the left with each of the right */
  readonly pairs: readonly Values[]
  /** where the values alone do not say it */
  readonly detail?: string
}

export interface Values {
  readonly left: string
  readonly right: string
  readonly detail?: string
}

interface Seen {
  readonly aspect: Aspect
  readonly place: string
  readonly values: Map<string, ClientHello | undefined>
}

type Facts = ReadonlyMap<string, Seen>

const gather = (
  cells: readonly CellResult[],
  wires: ReturnType<typeof commonWires>,
): Facts => {
  const all = new Map<string, Seen>()
  for (const cell of cells)
    for (const { aspect, place, value, hello } of cellFacts(cell, wires)) {
      const key = `${aspect} ${place}`
      const seen = all.get(key) ?? { aspect, place, values: new Map() }
      seen.values.set(value, hello)
      all.set(key, seen)
    }
  return all
}

const text = ({ values }: Seen): string =>
  [...values.keys()].sort().join(' or ')

const disjoint = (a: Seen, b: Seen): boolean =>
  [...a.values.keys()].every(value => !b.values.has(value))

export interface Outcome {
  readonly differences: readonly Difference[]
  /** differed in one run and agreed in another */
  readonly varying: readonly Difference[]
}

const pairsOf = (a: Seen, b: Seen): Values[] =>
  [...a.values].flatMap(([left, mine]) =>
    [...b.values].map(([right, theirs]) => ({
      left,
      right,
      ...(mine === undefined || theirs === undefined
        ? {}
        : { detail: helloDifference(mine, theirs) }),
    })),
  )

const between = (a: Seen, b: Seen): Difference => {
  const pairs = pairsOf(a, b)
  const details = new Set(pairs.flatMap(({ detail = [] }) => detail))
  return {
    aspect: a.aspect,
    place: a.place,
    left: text(a),
    right: text(b),
    pairs,
    ...(details.size === 0 ? {} : { detail: [...details].join(' or ') }),
  }
}

const same = (a: Seen, b: Seen): boolean => text(a) === text(b)

/** `left` and `right`: all runs of one cell, the first ones first. */
export const differencesOf = (
  left: readonly CellResult[],
  right: readonly CellResult[],
): Outcome => {
  const [first, other] = [left[0], right[0]]
  if (first === undefined || other === undefined)
    return { differences: [], varying: [] }
  const wires = commonWires(first, other)
  const [mine, theirs] = [gather(left, wires), gather(right, wires)]
  const differences: Difference[] = []
  const varying: Difference[] = []
  for (const [key, a] of mine) {
    const b = theirs.get(key)
    if (b === undefined || same(a, b)) continue
    if (disjoint(a, b)) differences.push(between(a, b))
    else varying.push(between(a, b))
  }
  const order = (d: Difference): number => aspects.indexOf(d.aspect)
  return {
    differences: differences.sort((a, b) => order(a) - order(b)),
    varying: varying.sort((a, b) => order(a) - order(b)),
  }
}
