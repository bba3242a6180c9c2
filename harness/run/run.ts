/**
 * A whole run: lanes, plan, cells, journal. Reports are made from the journal
 * by the caller; nothing here prints.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import {
  defaultAttribution,
  type AttributionPlan,
} from '../attribute/attributor.js'
import { startClock } from '../clock.js'
import { discover } from '../discover.js'
import { InteropError } from '../errors.js'
import { ownExpectations, type Expectation } from '../expectations.js'
import { openJournal, summarise } from '../journal.js'
import { describeLanes, openLanes, requireLanes } from '../lanes.js'
import type {
  CellResult,
  Deadlines,
  JournalEntry,
  Lane,
  RunRecord,
} from '../model.js'
import { planCells } from '../plan.js'
import { everything, resolveSelection, type Selection } from '../selection.js'
import { toolVersion } from '../tool-version.js'
import { runCells } from './cells.js'
import { runInWorkers } from './workers.js'

export interface RunOptions {
  readonly selection: Partial<Selection>
  /** worker threads; 1 = this thread alone; default by size and cores */
  readonly workers?: number
  /** cells at once in each worker */
  readonly parallel?: number
  readonly deadlines?: Partial<Deadlines>
  /** folder of run.jsonl; absent: nothing is written */
  readonly out?: string
  readonly expectations?: readonly Expectation[]
  /** which cells are run again to prove their cause; default `new` */
  readonly attribution?: Partial<AttributionPlan>
  readonly signal?: AbortSignal
  readonly command?: readonly string[]
  readonly watch?: RunWatcher
}

export interface RunWatcher {
  planned?(cells: number, lanes: readonly Lane[], workers: number): void
  started?(id: string): void
  ended?(result: CellResult): void
}

export const defaultDeadlines: Deadlines = { stepMs: 3_000, cellMs: 30_000 }

/** A worker needs about this many cells to be worth its start. */
const cellsPerWorker = 150

const workersFor = (options: RunOptions, cells: number): number =>
  options.workers ??
  Math.max(
    1,
    Math.min(availableParallelism(), Math.floor(cells / cellsPerWorker)),
  )

/**
 * Throws InteropError for what the user can mend. A deviation is no error:
 * look at `summary.deviations`.
 */
export const run = async (options: RunOptions): Promise<RunRecord> => {
  const clock = startClock()
  const catalogue = await discover()
  const selection: Selection = { ...everything, ...options.selection }
  const resolved = resolveSelection(catalogue, selection)
  const lanes = await openLanes(catalogue, selection, resolved)
  requireLanes(lanes, selection.backend)
  const expectations = options.expectations ?? ownExpectations()
  let count = 0
  let runnable = 0
  for (const planned of planCells(catalogue, selection, resolved, lanes)) {
    count += 1
    if (planned.refusal === null) runnable += 1
  }
  if (count === 0) throw nothingMatches(selection)
  const workers = workersFor(options, runnable)
  const described = describeLanes(lanes)
  options.watch?.planned?.(count, described, workers)
  const journal =
    options.out === undefined
      ? null
      : openJournal(join(options.out, 'run.jsonl'))
  const start = startEntry(count, described, options.command ?? [])
  const results: CellResult[] = []
  const stopper = new AbortController()
  const signal = AbortSignal.any([
    stopper.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ])
  let broken: unknown
  const write = (entry: JournalEntry): void => {
    if (broken !== undefined) return
    try {
      journal?.write(entry)
    } catch (error) {
      // nothing that cannot be recorded is worth running
      broken = error
      stopper.abort()
    }
  }
  const onStart = (id: string): void => {
    write({ type: 'cell-start', id })
    options.watch?.started?.(id)
  }
  const onEnd = (cell: CellResult): void => {
    results.push(cell)
    write({ type: 'cell-end', cell })
    options.watch?.ended?.(cell)
  }
  const onRerun = (entry: JournalEntry): void => write(entry)
  write(start)
  const job = {
    attribution: { ...defaultAttribution, ...options.attribution },
    expectations,
    parallel: options.parallel ?? 16,
    deadlines: { ...defaultDeadlines, ...options.deadlines },
  }
  try {
    if (workers === 1)
      await runCells({
        catalogue,
        cells: planCells(catalogue, selection, resolved, lanes),
        ...job,
        signal,
        lane: 0,
        onStart,
        onEnd,
        onRerun,
      })
    else
      await runInWorkers({
        count: workers,
        job: { ...job, selection },
        signal,
        onStart,
        onEnd,
        onRerun,
      })
    const interrupted = options.signal?.aborted ?? false
    const durationMs = Math.round(clock.now())
    write({ type: 'run-end', interrupted, durationMs })
    if (broken !== undefined) throw broken
    return {
      start,
      cells: results,
      summary: summarise(results, durationMs, interrupted),
    }
  } finally {
    journal?.close()
  }
}

const startEntry = (
  cells: number,
  lanes: readonly Lane[],
  command: readonly string[],
): Extract<JournalEntry, { type: 'run-start' }> => ({
  type: 'run-start',
  v: 1,
  tool: toolVersion,
  startedAt: new Date().toISOString(),
  node: process.versions.node,
  openssl: process.versions.openssl ?? 'unknown',
  platform: `${process.platform} ${process.arch}`,
  cells,
  lanes,
  command,
})

const nothingMatches = (selection: Selection): InteropError =>
  new InteropError('FI_NOTHING_RAN', {
    message: `no cell matches ${
      [
        ...selection.scenarios.map(s => `--scenario ${s}`),
        ...selection.servers.map(s => `--server ${s}`),
        ...selection.clients.map(c => `--client ${c}`),
        ...selection.only.map(o => `--only ${JSON.stringify(o)}`),
      ].join(' ') || 'the selection'
    }`,
    hint: '`ftps-interop run --list` prints every cell id',
  })
