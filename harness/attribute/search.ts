/**
 * Finds all minimal sets of changes that make a failing cell pass. Pure but
 * for `probe`: knows nothing of servers, options or cells.
 */
import type { Change } from '../model.js'

export interface Probe {
  readonly pass: boolean
  /** larger = the conversation got further before it failed */
  readonly progress: number
  /** what it failed with, to tell another failure from the same one */
  readonly failure: string
  /** changes that this failure suggests, most promising first */
  readonly suspects: readonly Change[]
  /** the cell cannot be run so (unsupported, skipped, our error) */
  readonly impossible: boolean
}

export interface SearchRequest {
  readonly base: Probe
  readonly probe: (changes: readonly Change[]) => Promise<Probe>
  /** probes at most, confirmations included */
  readonly budget: number
  readonly maxSize: number
  /** runs that each cure must pass besides the one that found it */
  readonly confirmations: number
  /** tried when the suspects do not cure: alone, and with what they move */
  readonly wider?: readonly Change[]
}

export interface SearchResult {
  readonly cures: readonly (readonly Change[])[]
  /** single changes that altered nothing, alone or in a set that was tried */
  readonly refuted: readonly Change[]
  readonly probes: number
  readonly complete: boolean
  /** false: it passed when run again with nothing changed, so nothing is proved */
  readonly reproduced: boolean
}

const sameOption = (a: Change, b: Change): boolean =>
  a.side === b.side && a.option === b.option

export const changeKey = (c: Change): string =>
  `${c.side}\0${c.option}\0${c.to}`

export const setKey = (set: readonly Change[]): string =>
  set.map(changeKey).sort().join('\n')

const isSubset = (
  small: readonly Change[],
  large: readonly Change[],
): boolean => {
  const keys = new Set(large.map(changeKey))
  return small.every(c => keys.has(changeKey(c)))
}

/** Every subset but the empty one and the set itself. */
export const properSubsets = (
  set: readonly Change[],
): readonly (readonly Change[])[] =>
  Array.from({ length: 2 ** set.length - 2 }, (_, bits) =>
    set.filter((_, i) => ((bits + 1) >> i) & 1),
  )

const unique = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map(c => [changeKey(c), c])).values(),
]

class BudgetSpent extends Error {}
class NotReproduced extends Error {}

class Search {
  readonly #request: SearchRequest
  readonly #known = new Map<string, Probe>()
  readonly #cures: (readonly Change[])[] = []
  readonly #seen = new Map<string, Change>()
  readonly #useful = new Set<string>()
  #probes = 0
  #reproduced = false

  constructor(request: SearchRequest) {
    this.#request = request
  }

  async #run(set: readonly Change[]): Promise<Probe> {
    if (this.#probes >= this.#request.budget) throw new BudgetSpent()
    this.#probes += 1
    return this.#request.probe(set)
  }

  async #probe(set: readonly Change[]): Promise<Probe> {
    const key = setKey(set)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const probe = await this.#run(set)
    this.#known.set(key, probe)
    // what could not be run says nothing about a suspect
    if (!probe.impossible)
      for (const change of set) this.#seen.set(changeKey(change), change)
    return probe
  }

  #cured(set: readonly Change[]): boolean {
    return this.#cures.some(cure => isSubset(cure, set))
  }

  /**
   * A pass proves nothing where the cell also passes as it is: a busy machine
   * or a race would make every option a cure.
   */
  async #reproduce(): Promise<void> {
    if (this.#reproduced) return
    const again = await this.#run([])
    if (again.pass) throw new NotReproduced()
    this.#reproduced = true
  }

  /** Keeps `set` only if no part of it does and it passes again. */
  async #accept(set: readonly Change[]): Promise<void> {
    await this.#reproduce()
    for (const part of [...properSubsets(set)].sort(
      (a, b) => a.length - b.length,
    ))
      if ((await this.#probe(part)).pass) {
        if (!this.#cured(part)) await this.#accept(part)
        return
      }
    for (let i = 0; i < this.#request.confirmations; i += 1) {
      const again = await this.#run(set)
      if (again.pass) continue
      // it passed by chance: its supersets may still be cures
      this.#known.set(setKey(set), again)
      return
    }
    this.#cures.push(set)
    for (const change of set) this.#useful.add(changeKey(change))
  }

  async #try(set: readonly Change[]): Promise<Probe | null> {
    if (this.#cured(set)) return null
    const probe = await this.#probe(set)
    if (!probe.pass) return probe
    await this.#accept(set)
    return this.#known.get(setKey(set)) ?? probe
  }

  #moved(from: Probe, to: Probe): boolean {
    if (to.impossible || to.pass) return false
    return (
      to.progress > from.progress ||
      (to.progress === from.progress && to.failure !== from.failure)
    )
  }

  async #all(): Promise<void> {
    const { base, wider = [] } = this.#request
    await this.#from(base, 'pairs')
    // no rule suspected what cures it: everything that may
    if (this.#cures.length === 0 && wider.length > 0)
      await this.#from({ ...base, suspects: wider }, 'no-pairs')
  }

  async #from(base: Probe, stuckOnes: 'pairs' | 'no-pairs'): Promise<void> {
    const { maxSize } = this.#request
    /** sets that got further, with what they failed with then */
    let open: { readonly set: readonly Change[]; readonly probe: Probe }[] = [
      { set: [], probe: base },
    ]
    /** suspects that altered nothing alone: some faults need two at once */
    const stuck: Change[] = []
    for (let size = 1; size <= maxSize; size += 1) {
      const further: typeof open = []
      for (const { set, probe } of open)
        for (const suspect of unique([...probe.suspects, ...base.suspects])) {
          if (set.some(c => sameOption(c, suspect))) continue
          const next = [...set, suspect]
          const found = await this.#try(next)
          if (found === null || found.pass) continue
          if (this.#moved(probe, found)) {
            further.push({ set: next, probe: found })
            for (const c of next) this.#useful.add(changeKey(c))
          } else if (size === 1 && !found.impossible) stuck.push(suspect)
        }
      if (size === 2 && stuckOnes === 'pairs')
        await this.#together(stuck, further)
      open = further
    }
  }

  /** Pairs of suspects of which neither alone altered anything. */
  async #together(
    stuck: readonly Change[],
    further: { set: readonly Change[]; probe: Probe }[],
  ): Promise<void> {
    for (const [i, a] of stuck.entries())
      for (const b of stuck.slice(i + 1)) {
        if (sameOption(a, b)) continue
        const found = await this.#try([a, b])
        if (found === null || found.pass) continue
        if (this.#moved(this.#request.base, found))
          further.push({ set: [a, b], probe: found })
      }
  }

  async run(): Promise<SearchResult> {
    let complete = true
    let reproduced = true
    try {
      await this.#all()
    } catch (error) {
      if (error instanceof NotReproduced) reproduced = false
      else if (!(error instanceof BudgetSpent)) throw error
      complete = false
    }
    const refuted = [...this.#seen]
      .filter(([key]) => !this.#useful.has(key))
      .map(([, change]) => change)
    return {
      cures: this.#cures,
      refuted: reproduced ? refuted : [],
      probes: this.#probes,
      complete,
      reproduced,
    }
  }
}

export const searchCures = (request: SearchRequest): Promise<SearchResult> =>
  new Search(request).run()
