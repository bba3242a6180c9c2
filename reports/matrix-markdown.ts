/** The same page as `matrix`, as a Markdown table for a note or a summary. */
import { defineReport } from '../harness/define.js'
import type { RunRecord } from '../harness/model.js'
import { peerName, peerPlace } from './shared/cells.js'
import { legendText, page, reasonText, type PagePair } from './shared/page.js'
import { countsLine, lastWord } from './shared/tail.js'
import { count, oneLine } from './shared/text.js'

/** More than this many reasons of one pair make no page. */
const maxReasons = 6

/** A peer's text as text: nothing in it is Markdown, HTML or a mention. */
const plain = (text: string): string =>
  oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#|~]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u2060')

const entry = (pair: PagePair | undefined): string => {
  if (pair === undefined) return ''
  const { letters, deviations, reasons } = pair
  const rest = reasons.length - maxReasons
  return [
    `\`${letters}\`${deviations === 0 ? '' : ` **${count(deviations, 'deviation')}**`}`,
    ...reasons
      .slice(0, maxReasons)
      .map(r => `${r.letters} ${r.cells}×: ${plain(reasonText(r))}`),
    ...(rest > 0 ? [`and ${count(rest, 'more reason')}`] : []),
  ].join('<br>')
}

export default defineReport({
  id: 'matrix-markdown',
  title: 'the matrix page as Markdown',
  extension: 'matrix.md',
  byDefault: false,
  *render(record: RunRecord) {
    const p = page(record.cells)
    const head = p.servers.map(
      s => `${plain(peerName(s))}<br>${plain(peerPlace(s))}`,
    )
    yield `${plain(lastWord(record).text)} ${plain(countsLine(record))}\n\n`
    yield `${plain(legendText(p))}\n\n`
    yield `| client | ${head.join(' | ')} |\n|---|${head.map(() => '---|').join('')}\n`
    for (const client of p.clients)
      yield `| ${plain(peerName(client))}<br>${plain(peerPlace(client))} | ${p.servers.map(server => entry(p.pair(client, server))).join(' | ')} |\n`
    if (p.common.length > 0)
      yield '\nFails with every pair, and counts for none:\n\n'
    for (const { letters, cells, finding, conversations } of p.common)
      yield `- ${letters} ${cells}× ${plain(finding)}: ${conversations.map(plain).join(', ')}\n`
  },
})
