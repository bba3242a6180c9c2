/**
 * The counts and the last sentence of a run, as every format words them.
 */
import type { RunRecord } from '../../harness/model.js'
import { counts } from './cells.js'
import { count, duration } from './text.js'

export const countsLine = (record: RunRecord): string => {
  const s = record.summary
  const c = counts(record)
  const failed =
    c.knownFailed === 0
      ? `${s.fail} failed`
      : `${s.fail} failed (${c.knownFailed} known)`
  const parts = [
    `${s.pass} passed`,
    s.fail > 0 || s.flaky === 0 ? failed : '',
    s.flaky > 0 ? `${s.flaky} flaky` : '',
    s.unsupported > 0 ? `${s.unsupported} not supported` : '',
    s.skipped > 0 ? `${s.skipped} skipped` : '',
    s.error > 0 ? count(s.error, 'error') : '',
  ].filter(p => p !== '')
  return `${count(s.cells, 'cell')} in ${duration(s.durationMs)}: ${parts.join(' · ')}`
}

export interface LastWord {
  readonly ok: boolean
  readonly text: string
}

export const lastWord = (record: RunRecord): LastWord => {
  const { summary } = record
  if (summary.interrupted)
    return {
      ok: false,
      text: `Interrupted: ${summary.cells} of ${count(record.start.cells, 'cell')} ended.`,
    }
  if (counts(record).ran === 0)
    return { ok: false, text: 'Nothing ran: this is no result.' }
  if (summary.deviations > 0)
    return {
      ok: false,
      text: `${count(summary.deviations, 'result is', 'results are')} not as expected.`,
    }
  if (summary.error > 0)
    return {
      ok: false,
      text: `${count(summary.error, 'cell')} could not be judged: the error is ours.`,
    }
  const known = counts(record).known
  return {
    ok: true,
    text:
      known === 0
        ? 'Everything is as expected.'
        : `Everything is as expected; ${count(known, 'failure is', 'failures are')} known and explained.`,
  }
}
