/**
 * Which parts of the run could run here, and why the others did not. What was
 * not run is never shown as passed.
 */
import type { Lane, RunRecord } from '../../harness/model.js'
import { ran, verdictWords } from './cells.js'
import { count, oneLine, quoted } from './text.js'

export interface LaneLine {
  readonly name: string
  readonly available: boolean
  readonly text: string
}

const used = (record: RunRecord, lane: Lane): number =>
  record.cells.filter(cell => {
    const peer = lane.side === 'server' ? cell.server : cell.client
    return (
      ran(cell) &&
      peer.profile === lane.profile &&
      peer.backend === lane.backend
    )
  }).length

const laneLine = (record: RunRecord, lane: Lane): LaneLine => {
  const cells = used(record, lane)
  const detail = quoted(lane.detail)
  const hint = lane.hint === undefined ? '' : `; ${quoted(lane.hint)}`
  return {
    name: oneLine(`${lane.side} ${lane.profile} ${lane.backend}`),
    available: lane.available,
    text: lane.available
      ? `${cells === 0 ? 'not used' : count(cells, 'cell')}${detail === '' ? '' : ` (${detail})`}`
      : `not here: ${detail}${hint}`,
  }
}

export const laneLines = (record: RunRecord): readonly LaneLine[] =>
  record.start.lanes
    .map(lane => laneLine(record, lane))
    .sort((a, b) => Number(b.available) - Number(a.available))

const maxReasons = 8

/** Why cells were not run: each reason with the number of its cells. */
export const notRun = (record: RunRecord): readonly string[] => {
  const reasons = new Map<string, number>()
  for (const cell of record.cells) {
    if (ran(cell)) continue
    const why = quoted(cell.reason ?? cell.expected.reason)
    const reason = `${verdictWords(cell)}: ${why}`
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  const all = [...reasons].sort((a, b) => b[1] - a[1])
  const rest = all.length - maxReasons
  return [
    ...all
      .slice(0, maxReasons)
      .map(([reason, n]) => `${count(n, 'cell')} ${reason}`),
    ...(rest > 0 ? [`and ${count(rest, 'more reason')}`] : []),
  ]
}
