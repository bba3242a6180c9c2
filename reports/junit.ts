/**
 * JUnit XML for CI systems: a suite per server × client, a case per cell. A
 * failure that is known is a passed case with its properties, because it must
 * not turn a build red.
 */
import { defineReport } from '../harness/define.js'
import type { CellResult, RunRecord } from '../harness/model.js'
import { blockText } from './shared/block.js'
import { card } from './shared/card.js'
import {
  area,
  conversation,
  known,
  peerKey,
  peerName,
  peerPlace,
  verdictWords,
} from './shared/cells.js'
import { escapeMarkup } from './shared/markup.js'
import { oneLine } from './shared/text.js'

const attribute = (name: string, value: string): string =>
  ` ${name}="${escapeMarkup(oneLine(value))}"`

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

const properties = (cell: CellResult): string => {
  const entries: readonly [string, string | undefined][] = [
    ['cell', cell.id],
    ['verdict', cell.verdict],
    ['expected', cell.expected.verdict],
    ['as-expected', String(cell.asExpected)],
    ['known-failure', known(cell) ? cell.expected.reason : undefined],
    ['finding', cell.findings[0]?.id],
  ]
  const lines = entries.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          `        <property${attribute('name', name)}${attribute('value', value)}/>\n`,
        ],
  )
  return `      <properties>\n${lines.join('')}      </properties>\n`
}

type Outcome = 'ok' | 'failure' | 'error' | 'skipped'

const outcome = (cell: CellResult): Outcome => {
  if (cell.verdict === 'error') return 'error'
  if (cell.verdict === 'unsupported' || cell.verdict === 'skipped')
    return 'skipped'
  return cell.asExpected ? 'ok' : 'failure'
}

const failureType = (cell: CellResult): string =>
  cell.verdict === 'pass'
    ? 'unexpected-pass'
    : (cell.findings[0]?.id ?? cell.verdict)

const body = (cell: CellResult): string => {
  const kind = outcome(cell)
  const text = (calm: boolean): string =>
    escapeMarkup(blockText(card(cell), calm))
  if (kind === 'skipped')
    return `      <skipped${attribute('message', cell.reason ?? cell.expected.reason)}/>\n`
  if (kind === 'ok')
    return known(cell) ? `      <system-out>${text(true)}</system-out>\n` : ''
  const message = `${verdictWords(cell)}: ${card(cell).statement}`
  return `      <${kind}${attribute('message', message)}${attribute('type', failureType(cell))}>${text(false)}</${kind}>\n`
}

const testcase = (cell: CellResult): string =>
  `    <testcase${attribute('name', conversation(cell))}` +
  attribute(
    'classname',
    `${area(cell)}.${peerName(cell.server)} × ${peerName(cell.client)}`,
  ) +
  `${attribute('time', seconds(cell.durationMs))}>\n` +
  `${properties(cell)}${body(cell)}    </testcase>\n`

const totals = (cells: readonly CellResult[]): string => {
  const of = (kind: Outcome): string =>
    String(cells.filter(c => outcome(c) === kind).length)
  const ms = cells.reduce((sum, c) => sum + c.durationMs, 0)
  return (
    attribute('tests', String(cells.length)) +
    attribute('failures', of('failure')) +
    attribute('errors', of('error')) +
    attribute('skipped', of('skipped')) +
    attribute('time', seconds(ms))
  )
}

const suites = (record: RunRecord): readonly (readonly CellResult[])[] => {
  const byPair = new Map<string, CellResult[]>()
  for (const cell of record.cells) {
    const key = `${peerKey(cell.server)} × ${peerKey(cell.client)}`
    const same = byPair.get(key)
    if (same === undefined) byPair.set(key, [cell])
    else same.push(cell)
  }
  return [...byPair.values()]
}

function* suite(cells: readonly CellResult[], startedAt: string) {
  const first = cells[0]
  if (first === undefined) return
  const name =
    `${peerName(first.server)} ${peerPlace(first.server)}` +
    ` × ${peerName(first.client)} ${peerPlace(first.client)}`
  yield `  <testsuite${attribute('name', name)}${totals(cells)}${attribute('timestamp', startedAt)}>\n`
  for (const cell of cells) yield testcase(cell)
  yield '  </testsuite>\n'
}

export default defineReport({
  id: 'junit',
  title: 'JUnit XML for CI systems',
  extension: 'xml',
  byDefault: true,
  *render(record: RunRecord) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield `<testsuites${attribute('name', 'ftps-interop')}${totals(record.cells)}>\n`
    for (const cells of suites(record))
      yield* suite(cells, record.start.startedAt)
    yield '</testsuites>\n'
  },
})
