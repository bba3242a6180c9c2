/** Wanted against given, counted. Pure. */
import type { MailCell } from './mail-cells.js'

export interface Given {
  readonly id: string
  readonly verdict: string
  readonly findings: readonly { readonly id: string }[]
}

export interface Confusion {
  readonly count: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly wrong: readonly string[]
}

const passed = 'passes'

const outcome = (result: Given | undefined): string => {
  if (result === undefined) return 'not run'
  if (result.verdict === 'pass') return result.findings[0]?.id ?? passed
  if (result.verdict !== 'fail') return result.verdict
  return result.findings[0]?.id ?? 'fails unexplained'
}

export const confusion = (
  cells: readonly MailCell[],
  results: readonly Given[],
): Confusion => {
  const byId = new Map(results.map(r => [r.id, r]))
  const count = new Map<string, Map<string, number>>()
  const wrong: string[] = []
  for (const { id, row, wanted } of cells) {
    const due = wanted === '' ? passed : wanted
    const got = outcome(byId.get(id))
    const line = count.get(due) ?? new Map<string, number>()
    line.set(got, (line.get(got) ?? 0) + 1)
    count.set(due, line)
    if (got !== due) wrong.push(`${row}: ${id}: ${got}, not ${due}`)
  }
  return { count, wrong }
}

/** Columns by number; what no cell gave has none. */
export const toMarkdown = ({ count, wrong }: Confusion): string => {
  const due = [...count.keys()].sort()
  const extra = [...count.values()]
    .flatMap(line => [...line.keys()])
    .filter(got => !due.includes(got))
  const columns = [...due, ...new Set(extra)]
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return [
    row(['', 'wanted \\ given', ...columns.map((_, i) => String(i + 1))]),
    row(['--:', '---', ...columns.map(() => '--:')]),
    ...columns.map((name, i) =>
      row([
        String(i + 1),
        due.includes(name) ? name : `(${name})`,
        ...columns.map(got => String(count.get(name)?.get(got) ?? '·')),
      ]),
    ),
    ...wrong.map(text => `\n${text}\n`),
  ].join('')
}
