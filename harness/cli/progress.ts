/** One moving line with an estimate on a terminal; a line now and then elsewhere. */
import { startClock } from '../clock.js'
import type { CellResult, Lane } from '../model.js'
import type { RunWatcher } from '../run/run.js'
import type { Io } from './command.js'

const seconds = (ms: number): string =>
  ms < 60_000
    ? `${Math.ceil(ms / 1000)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.ceil((ms % 60_000) / 1000)} s`

export interface Progress extends RunWatcher {
  done(): void
}

export const showProgress = (io: Io, quiet: boolean): Progress => {
  const { err } = io
  const clock = startClock()
  let total = 0
  let ended = 0
  let unexpected = 0
  let failing = 0
  let last = 0
  let drawn = false
  const line = (): string => {
    const spent = clock.now()
    const left =
      ended === 0 ? '' : `, ${seconds((spent / ended) * (total - ended))} left`
    return `${ended} of ${total} cells, ${failing} failing, ${unexpected} unexpected${ended < total ? left : ''}`
  }
  const draw = (): void => {
    if (quiet) return
    const now = clock.now()
    if (err.isTTY) {
      if (now - last < 100 && ended < total) return
      err.write(`\r\x1b[K${line()}`)
      drawn = true
    } else {
      if (now - last < 5_000 && ended < total) return
      err.write(`${line()}\n`)
    }
    last = now
  }
  return {
    planned: (cells, lanes: readonly Lane[], workers) => {
      total = cells
      if (quiet) return
      for (const lane of lanes)
        if (lane.side === 'server' || !lane.available)
          err.write(
            `${lane.side} ${lane.profile}: ${lane.backend}${lane.available ? ` ${lane.detail}` : `, not here: ${lane.detail}`}\n`,
          )
      err.write(
        `${cells} cells, ${workers === 1 ? 'one thread' : `${workers} workers`}\n`,
      )
    },
    ended: (result: CellResult) => {
      ended += 1
      if (result.verdict === 'fail' || result.verdict === 'flaky') failing += 1
      if (!result.asExpected) unexpected += 1
      draw()
    },
    done: () => {
      if (drawn) err.write('\r\x1b[K')
    },
  }
}
