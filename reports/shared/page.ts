/**
 * The matrix page as data: rows are clients, columns servers, a letter per
 * family of scenarios, and for each pair that fails what decides it. What a
 * scenario provokes with everyone says nothing of a pair and is told once.
 */
import type { CellResult, PeerChoice, Verdict } from '../../harness/model.js'
import { area, conversation, peerKey, peerName } from './cells.js'
import { letterAreas } from './matrix.js'
import { oneLine } from './text.js'

export interface Reason {
  /** families in which it decides, as letters */
  readonly letters: string
  readonly cells: number
  /** the first finding; '' where no rule explains the failure */
  readonly finding: string
  /** `vsftpd require_ssl_reuse=YES`; several where each of them cures */
  readonly options: readonly string[]
  readonly proved: boolean
}

export interface PagePair {
  /** one character a family, in the order of `families` */
  readonly letters: string
  /** results that are not what was expected */
  readonly deviations: number
  readonly reasons: readonly Reason[]
}

/** A finding that every pair has in the same conversation. */
export interface Common {
  readonly letters: string
  readonly cells: number
  readonly finding: string
  readonly conversations: readonly string[]
}

export interface Page {
  readonly clients: readonly PeerChoice[]
  readonly servers: readonly PeerChoice[]
  /** name of a family to its letter */
  readonly families: ReadonlyMap<string, string>
  readonly common: readonly Common[]
  pair(client: PeerChoice, server: PeerChoice): PagePair | undefined
}

/** The worst that a family gave decides its sign, a pass only its absence. */
const worst: readonly Verdict[] = [
  'error',
  'fail',
  'flaky',
  'pass',
  'skipped',
  'unsupported',
]

const sign = (letter: string, cells: readonly CellResult[]): string => {
  switch (worst.find(v => cells.some(c => c.verdict === v))) {
    case 'error':
      return '!'
    case 'fail':
      return letter
    case 'flaky':
      return '~'
    case 'pass':
      return letter.toUpperCase()
    case 'skipped':
      return '?'
    case 'unsupported':
      return '-'
    case undefined:
      return '.'
  }
}

/** A proved cure wins over what findings suspect. */
const decides = (
  cell: CellResult,
): Pick<Reason, 'finding' | 'options' | 'proved'> => {
  const first = cell.findings[0]
  const finding = oneLine(
    first?.id ?? (cell.verdict === 'error' ? 'error of ours' : ''),
  )
  const cure = cell.attribution?.cures[0]
  if (cure !== undefined)
    return {
      finding,
      options: cure.changes.map(c =>
        oneLine(`${c.product} ${c.option}=${c.from} to ${c.to}`),
      ),
      proved: true,
    }
  const suspects = (first?.culprits ?? []).map(c =>
    oneLine(`${c.product} ${c.option}=${c.value}`),
  )
  return { finding, options: [...new Set(suspects)], proved: false }
}

const fails = ({ verdict }: CellResult): boolean =>
  verdict === 'fail' || verdict === 'flaky' || verdict === 'error'

type Draft = ReturnType<typeof decides> & {
  readonly found: Set<string>
  cells: number
}

const reasonsOf = (
  cells: readonly CellResult[],
  families: ReadonlyMap<string, string>,
): readonly Reason[] => {
  const drafts = new Map<string, Draft>()
  for (const cell of cells.filter(fails)) {
    const why = decides(cell)
    const key = JSON.stringify(why)
    const draft = drafts.get(key) ?? { ...why, found: new Set(), cells: 0 }
    draft.found.add(families.get(area(cell)) ?? '?')
    draft.cells += 1
    drafts.set(key, draft)
  }
  return [...drafts.values()]
    .sort((a, b) => b.cells - a.cells || (a.finding < b.finding ? -1 : 1))
    .map(({ found, ...why }) => ({
      ...why,
      letters: [...families.values()].filter(l => found.has(l)).join(''),
    }))
}

const firstFinding = (cell: CellResult): string => cell.findings[0]?.id ?? ''

/** The finding that more than half of the clients have, if there is one. */
const shared = (cells: readonly CellResult[]): string => {
  const clients = new Map<string, Set<string>>()
  for (const cell of cells) {
    const same = clients.get(firstFinding(cell)) ?? new Set()
    clients.set(firstFinding(cell), same.add(cell.client.profile))
  }
  const all = new Set(cells.map(c => c.client.profile)).size
  const half = [...clients].find(([, same]) => 2 * same.size > all)
  return half !== undefined && all > 1 ? half[0] : ''
}

/**
 * Failures of conversations that no pair passes, as far as they have the
 * finding that most clients have there: an expired certificate is refused by
 * all, and that is no news of any of them.
 */
const provoked = (cells: readonly CellResult[]): ReadonlySet<CellResult> => {
  const all = new Map<string, CellResult[]>()
  for (const cell of cells) {
    if (!fails(cell) && cell.verdict !== 'pass') continue
    const name = conversation(cell)
    const same = all.get(name)
    if (same === undefined) all.set(name, [cell])
    else same.push(cell)
  }
  const found = new Set<CellResult>()
  for (const same of all.values()) {
    if (same.some(c => c.verdict !== 'fail')) continue
    const finding = shared(same)
    if (finding === '') continue
    for (const cell of same) if (firstFinding(cell) === finding) found.add(cell)
  }
  return found
}

const commonOf = (
  cells: ReadonlySet<CellResult>,
  families: ReadonlyMap<string, string>,
): readonly Common[] => {
  const byFinding = new Map<string, CellResult[]>()
  for (const cell of cells) {
    const same = byFinding.get(firstFinding(cell)) ?? []
    same.push(cell)
    byFinding.set(firstFinding(cell), same)
  }
  return [...byFinding]
    .map(([finding, same]): Common => {
      const areas = new Set(same.map(area))
      return {
        finding: oneLine(finding),
        cells: same.length,
        letters: [...families]
          .filter(([name]) => areas.has(name))
          .map(([, letter]) => letter)
          .join(''),
        conversations: [...new Set(same.map(conversation))].sort(),
      }
    })
    .sort((a, b) => b.cells - a.cells || (a.finding < b.finding ? -1 : 1))
}

const distinct = (peers: readonly PeerChoice[]): readonly PeerChoice[] =>
  [...new Map(peers.map(p => [peerKey(p), p])).values()].sort((a, b) =>
    peerName(a) < peerName(b) ? -1 : 1,
  )

export const page = (cells: readonly CellResult[]): Page => {
  const families = letterAreas(cells.map(area))
  const key = (client: PeerChoice, server: PeerChoice): string =>
    `${peerKey(client)} ${peerKey(server)}`
  const pairs = new Map<string, CellResult[]>()
  for (const cell of cells) {
    const k = key(cell.client, cell.server)
    const same = pairs.get(k)
    if (same === undefined) pairs.set(k, [cell])
    else same.push(cell)
  }
  const byAll = provoked(cells)
  return {
    clients: distinct(cells.map(c => c.client)),
    servers: distinct(cells.map(c => c.server)),
    families,
    common: commonOf(byAll, families),
    pair: (client, server) => {
      const mine = pairs.get(key(client, server))
      if (mine === undefined) return undefined
      const own = mine.filter(c => !byAll.has(c))
      const letters = [...families].map(([name, letter]) => {
        const here = own.filter(c => area(c) === name)
        return sign(
          letter,
          here.length > 0 ? here : mine.filter(c => area(c) === name),
        )
      })
      return {
        letters: letters.join(''),
        deviations: mine.filter(c => !c.asExpected).length,
        reasons: reasonsOf(own, families),
      }
    },
  }
}

/** `reuse ×3  data-session-not-reused: vsftpd require_ssl_reuse=YES` */
export const reasonText = (reason: Reason): string => {
  const { finding, options, proved } = reason
  const what = finding === '' ? 'no rule explains it' : finding
  if (options.length === 0) return what
  return proved
    ? `${what}: ${options.join(' + ')}, proved`
    : `${what}: ${options.join(' or ')}`
}

/** What the signs mean, and which letter is which family. */
export const legendText = ({ families }: Page): string =>
  `upper case passed, lower case failed, ~ flaky, - not supported, ? skipped, . not asked, ! error of ours; !n: so many results not as expected. ${[
    ...families,
  ]
    .map(([name, letter]) => `${letter}=${name}`)
    .join(' ')}`
