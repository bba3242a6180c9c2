/**
 * Spreads a run over worker threads. Cells that share a daemon go to the same
 * worker; each worker plans the same matrix and takes its share, so no
 * plan has to be sent.
 */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Expectation } from '../expectations.js'
import type { AttributionPlan } from '../attribute/attributor.js'
import type { CellResult, Deadlines, JournalEntry } from '../model.js'
import { listenerKey, type PlannedCell } from '../plan.js'
import type { Selection } from '../selection.js'
import { onInterrupt } from './interrupt.js'

export interface WorkerJob {
  readonly selection: Selection
  readonly expectations: readonly Expectation[]
  readonly parallel: number
  readonly deadlines: Deadlines
  readonly attribution: AttributionPlan
  readonly share: { readonly index: number; readonly of: number }
}

type Rerun = Extract<JournalEntry, { type: 'rerun' }>

export type WorkerMessage =
  | { readonly type: 'start'; readonly id: string }
  | { readonly type: 'end'; readonly cell: CellResult }
  | { readonly type: 'rerun'; readonly entry: Rerun }
  | { readonly type: 'failed'; readonly message: string }

export const inShare = (
  planned: PlannedCell,
  share: WorkerJob['share'],
): boolean => {
  if (share.of === 1) return true
  // a listener in this process costs nothing, so its cells can be spread
  const { id, server } = planned.cell
  const key = server.backend === 'embedded' ? id : listenerKey(planned)
  const digest = createHash('sha1').update(key).digest()
  return digest.readUInt32BE(0) % share.of === share.index
}

export interface WorkersRequest {
  readonly count: number
  readonly job: Omit<WorkerJob, 'share'>
  readonly signal: AbortSignal
  onStart(id: string): void
  onEnd(result: CellResult): void
  onRerun(entry: Rerun): void
}

const runOne = (request: WorkersRequest, index: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const job: WorkerJob = {
      ...request.job,
      share: { index, of: request.count },
    }
    const worker = new Worker(
      fileURLToPath(new URL('./worker.js', import.meta.url)),
      { workerData: job, stderr: false },
    )
    const stop = (): void => worker.postMessage('stop')
    const uninterrupted = onInterrupt(request.signal, stop)
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'start') request.onStart(message.id)
      else if (message.type === 'end') request.onEnd(message.cell)
      else if (message.type === 'rerun') request.onRerun(message.entry)
      else reject(new Error(message.message))
    })
    worker.once('error', reject)
    worker.once('exit', code => {
      uninterrupted()
      if (code === 0) resolve()
      else reject(new Error(`worker ${index} ended with ${code}`))
    })
  })

export const runInWorkers = async (request: WorkersRequest): Promise<void> => {
  const all = Array.from({ length: request.count }, (_, i) =>
    runOne(request, i),
  )
  const ended = await Promise.allSettled(all)
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
