/** One worker thread of a run: plans, takes its share, reports by message. */
import { parentPort, workerData } from 'node:worker_threads'
import { discover } from '../discover.js'
import { openLanes } from '../lanes.js'
import { planCells, type PlannedCell } from '../plan.js'
import { resolveSelection } from '../selection.js'
import { runCells } from './cells.js'
import { inShare, type WorkerJob, type WorkerMessage } from './workers.js'

const job = workerData as WorkerJob
const send = (message: WorkerMessage): void => parentPort?.postMessage(message)

const stopped = new AbortController()
parentPort?.on('message', () => stopped.abort())

function* mine(cells: Iterable<PlannedCell>): Generator<PlannedCell> {
  for (const planned of cells) if (inShare(planned, job.share)) yield planned
}

try {
  const catalogue = await discover()
  const resolved = resolveSelection(catalogue, job.selection)
  const lanes = await openLanes(catalogue, job.selection, resolved)
  await runCells({
    catalogue,
    cells: mine(planCells(catalogue, job.selection, resolved, lanes)),
    expectations: job.expectations,
    parallel: job.parallel,
    deadlines: job.deadlines,
    signal: stopped.signal,
    attribution: job.attribution,
    lane: job.share.index + 1,
    onRerun: entry => send({ type: 'rerun', entry }),
    onStart: id => send({ type: 'start', id }),
    onEnd: cell => send({ type: 'end', cell }),
  })
} catch (error) {
  send({
    type: 'failed',
    message:
      error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
} finally {
  parentPort?.close()
}
