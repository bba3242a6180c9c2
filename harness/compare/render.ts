/** A comparison as text, Markdown and JSON. Runs and decides nothing. */
import { printable } from '../redact.js'
import {
  comparedCells,
  unlisted,
  type Agreement,
  type ComparedCell,
  type Comparison,
} from './comparison.js'
import type { Difference } from './differences.js'

const maxCells = 5

const percent = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(1)} %`

const agreementText = (a: Agreement): string =>
  `${a.compared} cells compared, ${a.same} the same (${percent(a.same, a.compared)}), ${a.explained} differ for listed reasons, ${a.compared - a.same - a.explained} differ`

interface Group {
  readonly difference: Difference
  readonly reason: string | null
  readonly cells: string[]
}

type Pick = (cell: ComparedCell) => readonly (Difference & {
  readonly reason?: string
})[]

/** The same difference in many cells, once; in most cells first. */
const groupsOf = (comparison: Comparison, pick: Pick): readonly Group[] => {
  const groups = new Map<string, Group>()
  for (const cell of comparison.cells)
    for (const difference of pick(cell)) {
      const { aspect, place, left, right, reason = null } = difference
      const key = JSON.stringify([aspect, place, left, right, reason])
      const group = groups.get(key) ?? { difference, reason, cells: [] }
      group.cells.push(cell.id)
      groups.set(key, group)
    }
  return [...groups.values()].sort((a, b) => b.cells.length - a.cells.length)
}

const titleOf = ({ aspect, place }: Difference): string =>
  printable(place === '' ? aspect : `${aspect}, ${place}`)

const cellLines = (cells: readonly string[], max: number): string[] => [
  ...cells.slice(0, max).map(printable),
  ...(cells.length > max ? [`and ${cells.length - max} more cells`] : []),
]

const groupText = ({ difference, reason, cells }: Group): string => {
  const { left, right, detail } = difference
  return [
    `  ${titleOf(difference)}  (${cells.length})`,
    `    left   ${printable(left)}`,
    `    right  ${printable(right)}`,
    ...(detail === undefined || detail === ''
      ? []
      : [`    that is ${printable(detail)}`]),
    ...(reason === null ? [] : [`    why    ${printable(reason)}`]),
    ...cellLines(cells, maxCells).map(line => `    in     ${line}`),
    '',
  ].join('\n')
}

const sections: readonly (readonly [title: string, pick: Pick])[] = [
  ['Differences that nobody has explained', cell => cell.unlisted],
  ['Listed differences', cell => cell.listed],
  ['Different in one run, the same in another', cell => cell.varying],
]

export const lastLine = (comparison: Comparison): string => {
  const compared = comparedCells(comparison)
  const open = unlisted(comparison)
  if (compared === 0) return 'Nothing was compared: this is no result.'
  const cells = comparison.cells.filter(c => c.unlisted.length > 0).length
  return open === 0
    ? `${compared} cells compared: no difference that is not listed with its reason.`
    : `${open} unlisted differences in ${cells} of ${compared} cells.`
}

const outdatedText = ({ entry, cells }: Comparison['outdated'][number]) =>
  `${[entry.aspect].flat().join(', ')}${entry.place === undefined ? '' : ` ${entry.place}`} of ${entry.servers.join(', ')} × ${entry.clients.join(', ')} in ${entry.scenarios.join(', ')}: not seen in the ${cells} cells that it covers (${entry.reason})`

export function* comparisonText(comparison: Comparison): Generator<string> {
  for (const [title, pick] of sections) {
    const groups = groupsOf(comparison, pick)
    if (groups.length === 0) continue
    yield `${title}\n\n`
    for (const group of groups) yield `${groupText(group)}\n`
  }
  if (comparison.outdated.length > 0) {
    yield 'Listed differences that are no longer there\n'
    for (const one of comparison.outdated)
      yield `  – ${printable(outdatedText(one))}\n`
    yield '\n'
  }
  if (comparison.notCompared.length > 0) {
    yield 'Not compared\n'
    for (const { reason, cells } of comparison.notCompared.slice(0, 12))
      yield `  – ${cells} cells ${printable(reason)}\n`
    const rest = comparison.notCompared.length - 12
    if (rest > 0) yield `  – and ${rest} more reasons\n`
    yield '\n'
  }
  for (const agreement of comparison.agreements)
    yield `${printable(agreement.subject)}\n  ${agreementText(agreement)}\n`
  yield `${unlisted(comparison) === 0 && comparedCells(comparison) > 0 ? '✓' : '✕'} ${lastLine(comparison)}\n`
}

/** A peer's text as text in a table: no markup, no end of the cell. */
const plain = (text: string): string =>
  printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u2060')

const groupRow = ({ difference, reason, cells }: Group): string => {
  const { left, right, detail } = difference
  const what = [titleOf(difference), ...(detail ? [detail] : [])]
  return `| ${[
    what.map(plain).join('<br>'),
    plain(left),
    plain(right),
    plain(reason ?? ''),
    cellLines(cells, maxCells).map(plain).join('<br>'),
  ].join(' | ')} |\n`
}

export function* comparisonMarkdown(comparison: Comparison): Generator<string> {
  yield `# ftps-interop compare\n\n**${lastLine(comparison)}**\n`
  yield '\n| left ↔ right | compared | the same | listed | unlisted |\n|---|---|---|---|---|\n'
  for (const { subject, compared, same, explained } of comparison.agreements)
    yield `| ${plain(subject)} | ${compared} | ${same} (${percent(same, compared)}) | ${explained} | ${compared - same - explained} |\n`
  for (const [title, pick] of sections) {
    const groups = groupsOf(comparison, pick)
    if (groups.length === 0) continue
    yield `\n## ${title}\n\n| what | left | right | why | cells |\n|---|---|---|---|---|\n`
    for (const group of groups) yield groupRow(group)
  }
  if (comparison.outdated.length > 0) {
    yield '\n## Listed differences that are no longer there\n\n'
    for (const one of comparison.outdated)
      yield `- ${plain(outdatedText(one))}\n`
  }
  if (comparison.notCompared.length > 0) {
    yield '\n## Not compared\n\n'
    for (const { reason, cells } of comparison.notCompared)
      yield `- ${cells} cells ${plain(reason)}\n`
  }
}

const invisible = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu

/** Lossless; characters that act on a terminal as JSON's own escapes. */
export const comparisonJson = (comparison: Comparison): string =>
  `${JSON.stringify(
    { schema: 'ftps-interop/compare@1', ...comparison },
    null,
    2,
  ).replace(
    invisible,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`
