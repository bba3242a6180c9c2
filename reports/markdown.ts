/**
 * Markdown for a job summary: the last word, the matrix, a section for each
 * reason that something does not work. GitHub takes 1 MiB; the number of
 * sections is bounded for that.
 */
import { defineReport } from '../harness/define.js'
import type { RenderOptions, RunRecord } from '../harness/model.js'
import { blockText } from './shared/block.js'
import { card, costWords, type Card } from './shared/card.js'
import { peerName, peerPlace, verdictWords } from './shared/cells.js'
import { groups, type Group } from './shared/group.js'
import { hardening, hardeningText } from './shared/hardening.js'
import { laneLines, notRun } from './shared/lanes.js'
import { matrix, type Entry, type Matrix } from './shared/matrix.js'
import { countsLine, lastWord } from './shared/tail.js'
import { count, oneLine } from './shared/text.js'

const maxSections = 40
const maxOthers = 20

/** A peer's text as text: nothing in it is Markdown, HTML or a mention. */
const plain = (text: string): string =>
  oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#|~]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u2060')
    .replace(/(https?|ftps?|www)([:.])/gi, '$1\u2060$2')

/** A code span in a table, with a fence longer than any run within. */
const code = (text: string): string => {
  const line = oneLine(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(r => r.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`
}

const fenced = (text: string): string => {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(r => r.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}\n`
}

const tableCell = (entry: Entry | undefined): string => {
  if (entry === undefined) return '·'
  const parts: string[] = []
  if (entry.passed.count > 0) parts.push(`✓ ${entry.passed.count}`)
  if (entry.failed.count > 0)
    parts.push(
      `✕ ${entry.failed.count} ${entry.decides.slice(0, 2).map(code).join(', ')}`,
    )
  if (entry.notRun.count > 0) parts.push(`– ${entry.notRun.count}`)
  if (entry.deviations > 0) parts.push(`**${entry.deviations} unexpected**`)
  return parts.join('<br>')
}

function* matrixTable(m: Matrix) {
  yield `| server | ${m.clients.map(c => `${code(peerName(c))}<br>${plain(peerPlace(c))}`).join(' | ')} |\n`
  yield `|---|${m.clients.map(() => '---|').join('')}\n`
  for (const server of m.servers)
    yield `| ${code(peerName(server))}<br>${plain(peerPlace(server))} | ${m.clients.map(client => tableCell(m.entry(server, client))).join(' | ')} |\n`
}

const cures = (c: Card): string => {
  const rows =
    c.cures.length > 0
      ? c.cures.map(
          cure =>
            `| ${cure.rank}, proved | ${cure.line.map(code).join('<br>')} | ${costWords(cure.cost)} | ${cure.sideEffects.map(plain).join('<br>')} |`,
        )
      : c.causes.map(
          cause =>
            `| ${cause.state} | ${code(cause.line)} | ${costWords(cause.cost)} | ${plain(cause.exposes)} |`,
        )
  return rows.length === 0
    ? ''
    : `\n| cure | write | cost | exposes, side effects |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

const others = ({ others: cells }: Group): string => {
  if (cells.length === 0) return ''
  const ids = cells.slice(0, maxOthers).map(c => `- ${code(c.id)}\n`)
  const rest = cells.length - maxOthers
  return (
    `\n<details><summary>and ${count(cells.length, 'more cell')}</summary>\n\n` +
    `${ids.join('')}${rest > 0 ? `- and ${rest} more\n` : ''}\n</details>\n`
  )
}

const section = (group: Group, explain: RenderOptions['explain']): string => {
  const { first } = group
  const c = card(first)
  const pair = `${first.server.profile} × ${first.client.profile}`
  const text = c.finding === null ? undefined : explain(c.finding)
  return (
    `\n### ${c.mark} ${plain(pair)}: ${plain(c.finding ?? verdictWords(first))}\n\n` +
    `${plain(c.statement)}\n` +
    (text === undefined ? '' : `\n> ${plain(text.explanation)}\n`) +
    cures(c) +
    `\n${fenced(blockText(c, !group.deviates))}` +
    others(group)
  )
}

function* sections(
  title: string,
  all: readonly Group[],
  explain: RenderOptions['explain'],
) {
  if (all.length === 0) return
  yield `\n## ${title}\n`
  for (const group of all.slice(0, maxSections)) yield section(group, explain)
  const rest = all.slice(maxSections)
  if (rest.length === 0) return
  yield `\n${count(rest.length, 'more reason')}:\n\n`
  for (const { first, others: more } of rest)
    yield `- ${code(first.id)}: ${plain(first.findings[0]?.id ?? verdictWords(first))}, ${count(more.length + 1, 'cell')}\n`
}

export default defineReport({
  id: 'markdown',
  title: 'Markdown for a job summary',
  extension: 'md',
  byDefault: true,
  *render(record: RunRecord, options: RenderOptions) {
    const last = lastWord(record)
    const all = groups(record.cells)
    yield `# ftps-interop\n\n${last.ok ? '✓' : '✕'} **${plain(last.text)}**\n\n${plain(countsLine(record))}\n`
    yield '\n## Matrix\n\n'
    yield* matrixTable(matrix(record.cells))
    yield* sections(
      'Not as expected',
      all.filter(g => g.deviates),
      options.explain,
    )
    yield* sections(
      'Known not to work',
      all.filter(g => !g.deviates),
      options.explain,
    )
    const advice = hardening(record.cells)
    if (advice.length > 0) yield '\n## Could be stricter\n\n'
    for (const h of advice)
      yield `- ${h.needed.length === 0 ? '✓' : '✕'} ${plain(hardeningText(h))}\n`
    const missing = notRun(record)
    if (missing.length > 0) yield '\n## Not run\n\n'
    for (const reason of missing) yield `- ${plain(reason)}\n`
    yield '\n## Lanes\n\n'
    for (const lane of laneLines(record))
      yield `- ${lane.available ? '✓' : '–'} ${plain(lane.name)}: ${plain(lane.text)}\n`
  },
})
