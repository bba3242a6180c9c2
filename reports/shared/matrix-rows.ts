/**
 * The matrix as rows of text. A server with its options stands on a line of
 * its own, the clients' entries below it, as many beside each other as fit.
 */
import type { CellResult, PeerChoice } from '../../harness/model.js'
import { peerName, peerPlace } from './cells.js'
import { matrix, type Entry, type Matrix, type Tally } from './matrix.js'
import type { Row, Span } from './paint.js'
import { clip, columns, count, pad, wrap } from './text.js'

const minColumn = 16
const maxColumn = 26
const maxDeciding = 2

type Stack = readonly Span[]

const letters = (tally: Tally, m: Matrix): string =>
  tally.areas.map(a => m.letters.get(a) ?? '?').join('')

const stack = (entry: Entry, m: Matrix, width: number): Stack => {
  const line = (sign: string, tally: Tally): string =>
    `${sign} ${tally.count} ${letters(tally, m)}`
  const deviations = entry.deviations === 0 ? '' : ` !${entry.deviations}`
  const lines: Span[] = []
  if (entry.passed.count > 0) lines.push([line('✓', entry.passed), 'good'])
  if (entry.failed.count > 0) lines.push([line('✕', entry.failed), 'bad'])
  if (entry.notRun.count > 0) lines.push([line('–', entry.notRun), 'dim'])
  const last = lines.pop()
  if (last !== undefined) lines.push([`${last[0]}${deviations}`, last[1]])
  for (const options of entry.decides.slice(0, maxDeciding))
    for (const text of wrap(options, width)) lines.push([text])
  const more = entry.decides.length - maxDeciding
  if (more > 0) lines.push([`and ${more} more`, 'dim'])
  return lines.map(([text, tone]) => [clip(text, width), tone])
}

/** Stacks side by side. */
const beside = (stacks: readonly Stack[], width: number): readonly Row[] => {
  const height = Math.max(0, ...stacks.map(s => s.length))
  return Array.from({ length: height }, (_, i): Row => [
    ['  '],
    ...stacks.map((s): Span => {
      const [text, tone] = s[i] ?? ['']
      return [pad(text, width), tone]
    }),
  ])
}

const header = (client: PeerChoice, width: number): Stack =>
  [...wrap(peerName(client), width - 1), peerPlace(client)].map(
    (text, i, all): Span => [
      clip(text, width - 1),
      i === all.length - 1 ? 'dim' : 'bold',
    ],
  )

const serverRows = (server: PeerChoice, width: number): readonly Row[] => {
  const lines = wrap(`${peerName(server)} ${peerPlace(server)}`, width)
  return lines.map((line): Row => [[line, 'bold']])
}

const table = (
  m: Matrix,
  clients: readonly PeerChoice[],
  width: number,
  whole: number,
): readonly Row[] => [
  ...beside(
    clients.map(c => header(c, width)),
    width,
  ),
  [],
  ...m.servers.flatMap(server => {
    const entries = clients.map(client => m.entry(server, client))
    if (entries.every(e => e === undefined)) return []
    const stacks = entries.map((e): Stack =>
      e === undefined ? [['·', 'dim']] : stack(e, m, width - 1),
    )
    return [...serverRows(server, whole), ...beside(stacks, width), []]
  }),
]

/** Wide enough for the longest option that decides and for the clients. */
const columnFor = (m: Matrix): number => {
  const texts = m.clients.flatMap(client => [
    peerName(client),
    ...m.servers.flatMap(server =>
      (m.entry(server, client)?.decides ?? []).flatMap(d => d.split(' ')),
    ),
  ])
  const longest = Math.max(0, ...texts.map(columns)) + 2
  return Math.min(maxColumn, Math.max(minColumn, longest))
}

const legend = (m: Matrix, width: number): readonly Row[] => {
  const areas = [...m.letters].map(([name, letter]) => `${letter}=${name}`)
  const text = `✓ passed, ✕ failed, – not run, !n not as expected; areas: ${areas.join(', ')}; below: the option that decides`
  return wrap(text, width).map((line): Row => [[line, 'dim']])
}

export const matrixRows = (
  cells: readonly CellResult[],
  width: number,
): readonly Row[] => {
  if (cells.length === 0) return []
  const m = matrix(cells)
  const perTable = Math.max(1, Math.floor((width - 2) / columnFor(m)))
  const column = Math.floor((width - 2) / perTable)
  const tables: Row[] = []
  for (let i = 0; i < m.clients.length; i += perTable)
    tables.push(...table(m, m.clients.slice(i, i + perTable), column, width))
  return [
    [
      ['Matrix', 'bold'],
      [
        `  ${count(m.servers.length, 'server')} × ${count(m.clients.length, 'client')}`,
        'dim',
      ],
    ],
    ...legend(m, width),
    [],
    ...tables,
  ]
}
