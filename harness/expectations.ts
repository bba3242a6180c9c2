/**
 * What each cell is known to give, with a reason: data files in
 * scenarios/expectations/, read in the order of their names; the last match
 * wins. A cell that nothing matches is expected to pass.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globToRegExp } from './cell-id.js'
import { root } from './discover.js'
import { InteropError } from './errors.js'
import type { BackendName, Expected, Verdict } from './model.js'
import type { PlannedCell } from './plan.js'

export interface Expectation {
  /** as in the cell id, before the @; globs allowed here and below */
  readonly scenarios: readonly string[]
  /** between @ and × */
  readonly servers: readonly string[]
  /** behind × */
  readonly clients: readonly string[]
  readonly verdict: Verdict
  /** id of the first finding */
  readonly finding?: string
  readonly reason: string
  /** only for this backend of the server */
  readonly backend?: string
}

const verdicts: readonly Verdict[] = ['pass', 'fail', 'flaky', 'error']

const backends: readonly BackendName[] = [
  'embedded',
  'process',
  'docker',
  'real',
]

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== ''

const isList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isText)

/** What is wrong with it, as the end of a sentence. */
const fault = (given: unknown): string | null => {
  if (typeof given !== 'object' || given === null) return 'is not an object'
  const entry = given as Readonly<Record<string, unknown>>
  const { verdict, reason, finding, backend } = entry
  for (const name of ['scenarios', 'servers', 'clients'])
    if (!isList(entry[name])) return `has no ${name}`
  if (!verdicts.some(v => v === verdict))
    return `has verdict ${JSON.stringify(verdict)}`
  if (!isText(reason)) return 'has no reason'
  if (finding !== undefined && !isText(finding))
    return `has finding ${JSON.stringify(finding)}`
  if (backend !== undefined && !backends.some(b => b === backend))
    return `has backend ${JSON.stringify(backend)}`
  return null
}

const check = (where: string, entry: unknown): Expectation => {
  const wrong = fault(entry)
  if (wrong !== null)
    throw new InteropError('FI_DECLARATION', {
      message: `${where} ${wrong}`,
      hint: 'an expectation is { "scenarios": […], "servers": […], "clients": […], "verdict": "fail", "finding": id, "reason": text }',
    })
  return entry as Expectation
}

export const readExpectations = (path: string): Expectation[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InteropError('FI_FILE', {
      message: `cannot read expectations ${path}: ${(error as Error).message}`,
      hint: 'it is a JSON array; see docs/expectations.md',
    })
  }
  if (!Array.isArray(parsed))
    throw new InteropError('FI_FILE', {
      message: `${path} is not a JSON array`,
      hint: 'see docs/expectations.md',
    })
  return parsed.map((entry, i) => check(`${path}[${i}]`, entry))
}

export const ownExpectations = (): Expectation[] => {
  const folder = join(root, 'scenarios', 'expectations')
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .sort()
    .flatMap(name => readExpectations(join(folder, name)))
}

const matches = (entry: Expectation, id: string): boolean => {
  const at = id.indexOf(' @ ')
  const by = id.lastIndexOf(' × ')
  const parts = [id.slice(0, at), id.slice(at + 3, by), id.slice(by + 3)]
  return [entry.scenarios, entry.servers, entry.clients].every((globs, i) =>
    globs.some(glob => globToRegExp(glob).test(parts[i] ?? '')),
  )
}

/** The last matching entry, or a pass. */
export const expectationFor = (
  entries: readonly Expectation[],
  { cell }: PlannedCell,
): Expected => {
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i]
    if (entry === undefined || !matches(entry, cell.id)) continue
    if (entry.backend !== undefined && entry.backend !== cell.server.backend)
      continue
    return {
      verdict: entry.verdict,
      reason: entry.reason,
      ...(entry.finding === undefined ? {} : { finding: entry.finding }),
    }
  }
  return { verdict: 'pass', reason: 'nothing is known that would stop it' }
}
