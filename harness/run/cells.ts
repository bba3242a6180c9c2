/** Runs a plan with bounded parallelism in this process. */
import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificates } from '../certificates.js'
import { startClock } from '../clock.js'
import { createContents } from '../contents.js'
import type { Catalogue } from '../discover.js'
import { expectationFor, type Expectation } from '../expectations.js'
import { Attributor, type AttributionPlan } from '../attribute/attributor.js'
import type { CellResult, Deadlines, JournalEntry } from '../model.js'
import type { PlannedCell } from '../plan.js'
import { openAddresses } from './addresses.js'
import { runCell, type CellTools } from './cell.js'
import { Listeners } from './listeners.js'
import { CellQueue } from './queue.js'

export interface CellsRequest {
  readonly catalogue: Catalogue
  readonly cells: Iterable<PlannedCell>
  readonly expectations: readonly Expectation[]
  readonly parallel: number
  readonly deadlines: Deadlines
  readonly signal: AbortSignal
  /** which worker this is, 0 for a run in one process */
  readonly lane: number
  readonly attribution: AttributionPlan
  onStart(id: string): void
  onEnd(result: CellResult): void
  onRerun?(entry: Extract<JournalEntry, { type: 'rerun' }>): void
}

interface Scratch {
  readonly directoryFor: (name: string) => Promise<string>
  remove(): Promise<void>
}

/** A private directory, made when first needed, gone even after a crash. */
const openScratch = (): Scratch => {
  let base: Promise<string> | undefined
  let path: string | undefined
  const atExit = (): void => {
    if (path !== undefined) rmSync(path, { recursive: true, force: true })
  }
  process.once('exit', atExit)
  return {
    directoryFor: async name => {
      base ??= mkdtemp(join(tmpdir(), 'ftps-interop-'))
      path = await base
      const directory = join(path, name)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      return directory
    },
    remove: async () => {
      process.removeListener('exit', atExit)
      if (base !== undefined)
        await rm(await base, { recursive: true, force: true })
    },
  }
}

/** Ends when every started cell has ended and everything is stopped. */
export const runCells = async (request: CellsRequest): Promise<void> => {
  const { catalogue, expectations, signal } = request
  const scratch = openScratch()
  const certificates = createCertificates()
  const listeners = new Listeners({
    certificates,
    clock: startClock(),
    directoryFor: scratch.directoryFor,
  })
  const tools: CellTools = {
    listeners,
    addresses: await openAddresses(request.lane),
    certificates,
    contents: createContents(),
    rules: [...catalogue.rules.values()],
    networks: catalogue.networks,
    deadlines: request.deadlines,
    signal,
    directoryFor: scratch.directoryFor,
    expect: planned => expectationFor(expectations, planned),
  }
  const attributor = new Attributor({
    catalogue,
    plan: request.attribution,
    signal,
    run: planned => runCell(planned, tools),
    ...(request.onRerun === undefined
      ? {}
      : { onRerun: entry => request.onRerun?.(entry) }),
  })
  const queue = new CellQueue(request.cells, request.parallel)
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const next = queue.take()
      if (next === null) return
      request.onStart(next.cell.id)
      const result = await attributor.attribute(
        next,
        await runCell(next, tools),
      )
      queue.ended(next)
      // what an interrupt broke off is not a result
      if (!signal.aborted) request.onEnd(result)
    }
  }
  try {
    await Promise.all(Array.from({ length: request.parallel }, lane))
  } finally {
    await listeners.stop()
    await scratch.remove()
  }
}
