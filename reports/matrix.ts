/**
 * The matrix on one page: clients by servers, a letter per family of
 * scenarios, under each client what decides where it fails. Tells no story of
 * single cells: that is what `terminal` and `html` do.
 */
import { defineReport } from '../harness/define.js'
import type { PeerChoice, RenderOptions, RunRecord } from '../harness/model.js'
import { peerName, peerPlace } from './shared/cells.js'
import { legendText, page, reasonText, type Page } from './shared/page.js'
import { labelled, paint, type Row, type Span } from './shared/paint.js'
import { countsLine, lastWord } from './shared/tail.js'
import { clip, columns, count, pad, wrap } from './shared/text.js'

const maxName = 30
/** Reasons of one pair beyond this many are counted. */
const maxReasons = 6

const nameOf = (peer: PeerChoice): string => clip(peerName(peer), maxName)

const longest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map(columns))

const headerRows = (
  servers: readonly PeerChoice[],
  first: number,
  width: number,
): readonly Row[] => [
  [
    [' '.repeat(first)],
    ...servers.map((s): Span => [pad(nameOf(s), width), 'bold']),
  ],
  [
    [' '.repeat(first)],
    ...servers.map((s): Span => [pad(peerPlace(s), width), 'dim']),
  ],
]

const tone = (letters: string): Span[1] =>
  /[a-z!]/.test(letters) ? 'bad' : letters.includes('~') ? 'warn' : 'good'

const pairSpan = (
  p: Page,
  client: PeerChoice,
  server: PeerChoice,
  width: number,
): Span => {
  const pair = p.pair(client, server)
  if (pair === undefined) return [pad('', width)]
  const more = pair.deviations === 0 ? '' : ` !${pair.deviations}`
  return [pad(`${pair.letters}${more}`, width), tone(pair.letters)]
}

/** Under a client: for each server that it fails with, what decides it. */
const reasonRows = (
  p: Page,
  client: PeerChoice,
  servers: readonly PeerChoice[],
  width: number,
): readonly Row[] => {
  const column = longest(servers.map(nameOf)) + 2
  const letters = p.families.size + 1
  return servers.flatMap(server => {
    const reasons = p.pair(client, server)?.reasons ?? []
    const rest = reasons.slice(maxReasons)
    const line = (label: string, text: string): readonly Row[] =>
      labelled(label, text, width, undefined, 4, column + letters + 7)
    return [
      ...reasons
        .slice(0, maxReasons)
        .flatMap((reason, i) =>
          line(
            `${pad(i === 0 ? nameOf(server) : '', column)}${pad(reason.letters, letters)}${`${reason.cells}×`.padStart(5)} `,
            reasonText(reason),
          ),
        ),
      ...(rest.length === 0
        ? []
        : line(
            '',
            `and ${count(rest.length, 'more reason')}, ${count(
              rest.reduce((sum, r) => sum + r.cells, 0),
              'cell',
            )}`,
          )),
    ]
  })
}

/** What is provoked on purpose: no pair can do better. */
const commonRows = (p: Page, width: number): readonly Row[] =>
  p.common.length === 0
    ? []
    : [
        [['Fails with every pair, and counts for none', 'bold']],
        ...p.common.flatMap(({ letters, cells, finding, conversations }) =>
          labelled(
            `${pad(letters, p.families.size + 1)}${`${cells}×`.padStart(5)} `,
            `${finding}: ${conversations.join(', ')}`,
            width,
            undefined,
            4,
            p.families.size + 8,
          ),
        ),
        [],
      ]

const table = (
  p: Page,
  servers: readonly PeerChoice[],
  column: number,
  width: number,
): readonly Row[] => {
  const first = longest(p.clients.map(c => `${nameOf(c)} ${peerPlace(c)}`)) + 2
  return [
    ...headerRows(servers, first, column),
    ...p.clients.flatMap((client): readonly Row[] => [
      [
        [nameOf(client), 'bold'],
        [pad(` ${peerPlace(client)}`, first - columns(nameOf(client))), 'dim'],
        ...servers.map(server => pairSpan(p, client, server, column)),
      ],
      ...reasonRows(p, client, servers, width),
    ]),
    [],
  ]
}

const rows = (record: RunRecord, width: number): readonly Row[] => {
  const p = page(record.cells)
  const column =
    Math.max(
      longest(p.servers.flatMap(s => [nameOf(s), peerPlace(s)])),
      p.families.size + 5,
    ) + 2
  const first = longest(p.clients.map(c => `${nameOf(c)} ${peerPlace(c)}`)) + 2
  const perTable = Math.max(1, Math.floor((width - first) / column))
  const tables: Row[] = []
  for (let i = 0; i < p.servers.length; i += perTable)
    tables.push(...table(p, p.servers.slice(i, i + perTable), column, width))
  const last = lastWord(record)
  return [
    [
      ['Matrix', 'bold'],
      [
        `  ${count(p.clients.length, 'client')} × ${count(p.servers.length, 'server')}`,
        'dim',
      ],
    ],
    ...wrap(legendText(p), width).map((line): Row => [[line, 'dim']]),
    [],
    ...tables,
    ...commonRows(p, width),
    ...labelled('', countsLine(record), width, undefined, 0, 0),
    [
      [last.ok ? '✓ ' : '✕ ', last.ok ? 'good' : 'bad'],
      [last.text, 'bold'],
    ],
  ]
}

export default defineReport({
  id: 'matrix',
  title: 'one page: clients by servers, and what decides each failure',
  extension: 'matrix.txt',
  byDefault: false,
  *render(record: RunRecord, options: RenderOptions) {
    const width = Math.max(40, Math.min(options.width, 160))
    for (const row of rows(record, width))
      yield `${paint(row, options.colour)}\n`
  },
})
