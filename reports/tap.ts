/**
 * TAP version 14. A known failure is a TODO with its reason; an unexpected
 * pass is `not ok`, because a TODO that passes goes unnoticed by harnesses.
 */
import { defineReport } from '../harness/define.js'
import type { CellResult, RunRecord } from '../harness/model.js'
import { blockText } from './shared/block.js'
import { card } from './shared/card.js'
import { known } from './shared/cells.js'
import { countsLine } from './shared/tail.js'
import { oneLine } from './shared/text.js'

/** `#` begins a directive, `\` escapes it. */
const escaped = (text: string): string =>
  oneLine(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#')

// YAML 1.2 takes JSON strings; oneLine leaves no character that it forbids
const scalar = (text: string): string => JSON.stringify(oneLine(text))

const good = (cell: CellResult): boolean =>
  cell.verdict === 'unsupported' ||
  cell.verdict === 'skipped' ||
  (cell.verdict === 'pass' && cell.asExpected)

const directive = (cell: CellResult): string => {
  if (cell.verdict === 'unsupported' || cell.verdict === 'skipped')
    return ` # SKIP ${escaped(cell.reason ?? cell.expected.reason)}`
  return known(cell) ? ` # TODO ${escaped(cell.expected.reason)}` : ''
}

/** A block scalar: its first line is never indented, so YAML finds the depth. */
const literal = (text: string): string =>
  text
    .split('\n')
    .map(line => `    ${line}`.trimEnd())
    .join('\n')

const diagnostics = (cell: CellResult): string => {
  if (good(cell)) return ''
  const first = cell.findings[0]
  return [
    '  ---',
    `  verdict: ${cell.verdict}`,
    `  expected: ${cell.expected.verdict}`,
    ...(first === undefined ? [] : [`  finding: ${scalar(first.id)}`]),
    ...(first === undefined ? [] : [`  certainty: ${first.certainty}`]),
    `  message: ${scalar(card(cell).statement)}`,
    `  durationMs: ${cell.durationMs}`,
    '  text: |',
    literal(blockText(card(cell), known(cell))),
    '  ...',
    '',
  ].join('\n')
}

export default defineReport({
  id: 'tap',
  title: 'TAP version 14',
  extension: 'tap',
  byDefault: false,
  *render(record: RunRecord) {
    yield 'TAP version 14\n'
    yield `1..${record.cells.length}${record.cells.length === 0 ? ' # SKIP nothing ran' : ''}\n`
    let n = 0
    for (const cell of record.cells) {
      n += 1
      yield `${good(cell) ? 'ok' : 'not ok'} ${n} - ${escaped(cell.id)}${directive(cell)}\n`
      yield diagnostics(cell)
    }
    yield `# ${countsLine(record)}\n`
  },
})
