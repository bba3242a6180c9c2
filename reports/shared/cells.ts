/**
 * What reports call a cell and its peers, and how its verdict reads. Knows
 * nothing of layout.
 */
import type { CellResult, PeerChoice, RunRecord } from '../../harness/model.js'
import { oneLine } from './text.js'

const named = (
  name: string,
  values: Readonly<Record<string, string>>,
): string => {
  const pairs = Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}=${v}`)
  return oneLine(pairs.length === 0 ? name : `${name}[${pairs.join(',')}]`)
}

/** `vsftpd[ssl_request_cert=NO]`: profile and what differs from its default. */
export const peerName = (peer: PeerChoice): string =>
  named(peer.profile, peer.options)

export const peerPlace = (peer: PeerChoice): string =>
  oneLine(`${peer.version} ${peer.backend}`)

/** Two cells have the same peer when nothing about it differs. */
export const peerKey = (peer: PeerChoice): string =>
  JSON.stringify([
    peer.profile,
    peer.backend,
    peer.version,
    Object.entries(peer.options).sort(([a], [b]) => (a < b ? -1 : 1)),
  ])

export const area = (cell: CellResult): string =>
  oneLine(cell.scenario.split('/')[0] ?? cell.scenario)

/** The cell's id without its peers: scenario and point of its matrix. */
export const conversation = (cell: CellResult): string =>
  cell.scenario.includes('[')
    ? oneLine(cell.scenario)
    : named(cell.scenario, cell.point)

const marks = {
  pass: '✓',
  fail: '✕',
  flaky: '≈',
  unsupported: '–',
  skipped: '–',
  error: '!',
} as const

export const mark = (cell: CellResult): string => marks[cell.verdict]

export const ran = (cell: CellResult): boolean =>
  cell.verdict !== 'unsupported' && cell.verdict !== 'skipped'

/** Known: it does not work, and the expectation says so. */
export const known = (cell: CellResult): boolean =>
  cell.asExpected && (cell.verdict === 'fail' || cell.verdict === 'flaky')

const words = {
  pass: 'passed',
  fail: 'failed',
  flaky: 'flaky',
  unsupported: 'not supported',
  skipped: 'skipped',
  error: 'error of ours',
} as const

/** The verdict in words, with its relation to what was expected. */
export const verdictWords = (cell: CellResult): string => {
  const word = words[cell.verdict]
  if (known(cell)) return `${word}, known`
  if (cell.asExpected) return word
  const { verdict, finding } = cell.expected
  if (verdict !== cell.verdict) return `${word}, expected: ${words[verdict]}`
  return `${word}, expected another finding: ${oneLine(finding ?? 'none')}`
}

/** The options that decide a failing cell, as far as is known. */
export const deciding = (cell: CellResult): readonly string[] => {
  const cure = cell.attribution?.cures[0]
  if (cure !== undefined) return cure.changes.map(c => oneLine(c.option))
  const first = cell.findings[0]
  if (first === undefined) return []
  return [oneLine(first.culprits[0]?.option ?? first.id)]
}

/**
 * `ftps-interop run --only '…'`, quoted for a POSIX shell; '' for a session of
 * `serve`, `drive` or `record`, whose other end is not ours to repeat.
 */
export const repeatCommand = (cell: CellResult): string =>
  cell.scenario.startsWith('desk/')
    ? ''
    : `ftps-interop run --only '${oneLine(cell.id).replaceAll("'", "'\\''")}'`

interface Counts {
  readonly ran: number
  /** failures and flaky ones */
  readonly known: number
  readonly knownFailed: number
}

export const counts = (record: RunRecord): Counts => ({
  ran: record.cells.filter(ran).length,
  known: record.cells.filter(known).length,
  knownFailed: record.cells.filter(c => known(c) && c.verdict === 'fail')
    .length,
})
