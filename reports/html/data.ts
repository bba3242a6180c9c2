/**
 * What the page's script is given: cards and timelines of all cells, with
 * every text stored once. Two thousand cells say much the same things, so
 * this is what keeps the file small.
 */
import type {
  CellResult,
  RenderOptions,
  RunRecord,
  Vantage,
} from '../../harness/model.js'
import { card, type Card } from '../shared/card.js'
import {
  area,
  deciding,
  known,
  peerKey,
  peerName,
  peerPlace,
  verdictWords,
} from '../shared/cells.js'
import type { Weight } from '../shared/facts.js'
import { groups } from '../shared/group.js'
import { hardening, hardeningText } from '../shared/hardening.js'
import { laneLines } from '../shared/lanes.js'
import { matrix } from '../shared/matrix.js'
import type { LineKind } from '../shared/sentences.js'
import { seenOnlyBy, story, type Line } from '../shared/story.js'
import { countsLine, lastWord } from '../shared/tail.js'
import { clip, oneLine } from '../shared/text.js'

/** Characters of a client's log that are worth their place in the page. */
const maxLog = 6000

const weights: readonly Weight[] = ['plain', 'good', 'notable', 'bad']

const kinds: readonly LineKind[] = [
  'open',
  'command',
  'reply',
  'tls',
  'alert',
  'clear',
  'established',
  'failure',
  'payload',
  'timeout',
  'log',
  'close',
]

/** Each distinct value once, known by its number. */
interface Table<T> {
  readonly values: T[]
  readonly add: (value: T) => number
}

const table = <T>(keyOf: (value: T) => string): Table<T> => {
  const values: T[] = []
  const numbers = new Map<string, number>()
  return {
    values,
    add: value => {
      const key = keyOf(value)
      const old = numbers.get(key)
      if (old !== undefined) return old
      numbers.set(key, values.length)
      return values.push(value) - 1
    },
  }
}

interface Tables {
  readonly texts: Table<string>
  readonly cards: Table<object>
  readonly peers: Map<string, number>
  readonly areas: Map<string, number>
}

const sides = ['client', 'server'] as const

/**
 * Six numbers a line: tenths of a millisecond, flags, connection, text,
 * detail, who saw it. script-timeline.ts reads them.
 */
const timeline = (
  lines: readonly Line[],
  vantages: ReadonlySet<Vantage>,
  { add }: Table<string>,
): number[] =>
  lines.flatMap(line => {
    const only = seenOnlyBy(line, vantages)
    const flags =
      (line.by === null ? 0 : sides.indexOf(line.by) + 1) |
      (Number(line.crosses) << 2) |
      (weights.indexOf(line.weight) << 3) |
      ((only === null ? 0 : sides.indexOf(only) + 1) << 5) |
      (kinds.indexOf(line.kind) << 7)
    return [
      Math.round(line.at * 10),
      flags,
      line.ordinal * 2 + Number(line.role === 'data'),
      add(line.text),
      add(line.detail),
      add(line.seen.join(' + ')),
    ]
  })

/** The part of a card that many cells share. */
const shared = (c: Card) => ({
  statement: c.statement,
  expectation: c.expectation,
  causes: c.causes,
  proof: c.proof,
  further: c.further,
  cures: c.cures,
  refuted: c.refuted,
  search: c.search,
  settledBy: c.settledBy,
  dialogue: c.dialogue,
})

const log = (cell: CellResult): string =>
  cell.verdict === 'pass'
    ? ''
    : clip(
        (cell.clientLog ?? '').split(/\r?\n/).map(oneLine).join('\n'),
        maxLog,
      )

const state = (cell: CellResult): string => {
  if (cell.verdict === 'unsupported' || cell.verdict === 'skipped')
    return 'not-run'
  if (cell.verdict === 'error') return 'error'
  if (!cell.asExpected) return 'deviation'
  return known(cell) ? 'known' : 'passed'
}

const cellData = (cell: CellResult, t: Tables) => {
  const lines = story(cell)
  const c = card(cell, lines)
  const clientLog = log(cell)
  return {
    i: c.id,
    n: c.conversation,
    a: t.areas.get(area(cell)) ?? 0,
    s: t.peers.get(`server ${peerKey(cell.server)}`) ?? 0,
    c: t.peers.get(`client ${peerKey(cell.client)}`) ?? 0,
    v: cell.verdict,
    z: state(cell),
    k: c.mark,
    w: verdictWords(cell),
    m: Math.round(cell.durationMs),
    f: c.finding ?? '',
    y: cell.findings[0]?.certainty ?? '',
    o: deciding(cell).join(' + '),
    g: c.stages.map(s => [s.name, Number(s.ok), s.ms, s.note]),
    d: t.cards.add(shared(c)),
    r: c.repeat,
    ...(c.runs.length === 0 ? {} : { u: c.runs }),
    ...(clientLog === '' ? {} : { l: t.texts.add(clientLog) }),
    t: timeline(lines, new Set(cell.events.map(e => e.from)), t.texts),
  }
}

const explanations = (
  record: RunRecord,
  explain: RenderOptions['explain'],
): Record<string, { readonly title: string; readonly explanation: string }> => {
  const ids = new Set(record.cells.flatMap(c => c.findings.map(f => f.id)))
  return Object.fromEntries(
    [...ids].flatMap(id => {
      const text = explain(id)
      return text === undefined ? [] : [[oneLine(id), text]]
    }),
  )
}

export const pageData = (
  record: RunRecord,
  explain: RenderOptions['explain'],
) => {
  const m = matrix(record.cells)
  const tables: Tables = {
    texts: table(text => text),
    cards: table(value => JSON.stringify(value)),
    peers: new Map([
      ...m.servers.map((p, i) => [`server ${peerKey(p)}`, i] as const),
      ...m.clients.map((p, i) => [`client ${peerKey(p)}`, i] as const),
    ]),
    areas: new Map([...m.letters.keys()].map((name, i) => [name, i])),
  }
  const numbers = new Map(record.cells.map((c, i) => [c, i]))
  const { start, summary } = record
  return {
    run: {
      tool: start.tool,
      startedAt: start.startedAt,
      facts: [`Node ${start.node}`, `OpenSSL ${start.openssl}`, start.platform],
      command: oneLine(`ftps-interop ${start.command.join(' ')}`),
    },
    last: lastWord(record),
    counts: countsLine(record),
    summary,
    lanes: laneLines(record),
    hardening: hardening(record.cells).map(h => ({
      safe: h.needed.length === 0,
      text: hardeningText(h),
    })),
    servers: m.servers.map(p => ({ name: peerName(p), place: peerPlace(p) })),
    clients: m.clients.map(p => ({ name: peerName(p), place: peerPlace(p) })),
    areas: [...m.letters],
    kinds,
    weights,
    groups: groups(record.cells).map(g => ({
      deviates: g.deviates,
      pair: oneLine(`${g.first.server.profile} × ${g.first.client.profile}`),
      cells: [g.first, ...g.others].map(c => numbers.get(c) ?? 0),
    })),
    explain: explanations(record, explain),
    cells: record.cells.map(c => cellData(c, tables)),
    cards: tables.cards.values,
    texts: tables.texts.values,
  }
}
