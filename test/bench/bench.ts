/**
 * Cells per second beside the ceiling of the same dialogue on bare node:tls,
 * in one process and in one run, so that the ratio does not depend on the
 * machine. Then the whole default matrix, on one thread and on all.
 */
import { availableParallelism } from 'node:os'
import { createCertificates } from '../../harness/certificates.js'
import { startClock } from '../../harness/clock.js'
import { createContents } from '../../harness/contents.js'
import { discover } from '../../harness/discover.js'
import { openLanes } from '../../harness/lanes.js'
import { planCells } from '../../harness/plan.js'
import { openAddresses } from '../../harness/run/addresses.js'
import { runCell, type CellTools } from '../../harness/run/cell.js'
import { Listeners } from '../../harness/run/listeners.js'
import { run } from '../../harness/run/run.js'
import { everything, resolveSelection } from '../../harness/selection.js'
import { startCeiling } from './ceiling.js'

interface Timing {
  readonly perSecond: number
  readonly medianMs: number
  readonly cpuMs: number
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** `count` runs of `one`, `parallel` at a time, after a warm-up. */
const time = async (
  one: () => Promise<unknown>,
  count: number,
  parallel: number,
): Promise<Timing> => {
  for (let i = 0; i < 10; i += 1) await one()
  const each: number[] = []
  const clock = startClock()
  const cpu = process.cpuUsage()
  let left = count
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const own = startClock()
      await one()
      each.push(own.now())
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane))
  const spent = clock.now()
  const used = process.cpuUsage(cpu)
  return {
    perSecond: (count / spent) * 1000,
    medianMs: median(each),
    cpuMs: (used.user + used.system) / 1000 / count,
  }
}

const row = (name: string, t: Timing, ceiling?: Timing): string =>
  [
    name.padEnd(34),
    t.perSecond.toFixed(0).padStart(6),
    t.medianMs.toFixed(2).padStart(8),
    t.cpuMs.toFixed(2).padStart(8),
    ceiling === undefined
      ? ''
      : `${((100 * t.perSecond) / ceiling.perSecond).toFixed(0).padStart(5)} %`,
  ].join(' ')

const out = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const cellOf = async (id: string) => {
  const catalogue = await discover()
  const selection = { ...everything, only: [id] }
  const resolved = resolveSelection(catalogue, selection)
  const lanes = await openLanes(catalogue, selection, resolved)
  const [planned] = planCells(catalogue, selection, resolved, lanes)
  if (planned === undefined) throw new Error(`no cell ${id}`)
  return { catalogue, planned }
}

const compare = async (tls: '1.2' | '1.3'): Promise<void> => {
  const certificates = createCertificates()
  const ceiling = await startCeiling(
    await certificates.get({}),
    tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
  )
  const { catalogue, planned } = await cellOf(
    `reuse/data-must-resume[connections=1,tls=${tls}] @ rfc4217 × modern-openssl`,
  )
  const directoryFor = (): Promise<string> =>
    Promise.reject(new Error('this cell needs no directory'))
  const listeners = new Listeners({
    certificates,
    clock: startClock(),
    directoryFor: () => Promise.resolve('/nonexistent'),
  })
  const tools: CellTools = {
    listeners,
    addresses: await openAddresses(0),
    certificates,
    contents: createContents(),
    rules: [...catalogue.rules.values()],
    networks: catalogue.networks,
    deadlines: { stepMs: 5000, cellMs: 30_000 },
    signal: new AbortController().signal,
    directoryFor,
    expect: () => ({ verdict: 'pass', reason: 'the bench' }),
  }
  const cell = async (): Promise<void> => {
    const { verdict, reason } = await runCell(planned, tools)
    if (verdict !== 'pass') throw new Error(`${verdict}: ${reason ?? ''}`)
  }
  for (const parallel of [1, 16]) {
    // in turn, so that both meet the same machine
    const bare = await time(ceiling.run, 150, parallel)
    const ours = await time(cell, 150, parallel)
    out(row(`TLS ${tls}, ${parallel} at once: ceiling`, bare))
    out(row(`TLS ${tls}, ${parallel} at once: cell`, ours, bare))
  }
  ceiling.stop()
  await listeners.stop()
}

const matrix = async (workers: number): Promise<void> => {
  const before = process.memoryUsage().rss
  const { summary } = await run({
    selection: {},
    workers,
    attribution: { which: 'none' },
  })
  const ran = summary.cells - summary.unsupported - summary.skipped
  out(
    `default matrix, ${workers === 1 ? 'one thread' : `${workers} workers`}: ${summary.cells} cells, ${ran} run, ${(summary.durationMs / 1000).toFixed(1)} s, ${((1000 * ran) / summary.durationMs).toFixed(0)} cells/s, +${((process.memoryUsage().rss - before) / 2 ** 20).toFixed(0)} MiB resident, ${summary.deviations} deviations`,
  )
}

out(`Node ${process.versions.node}, ${availableParallelism()} cores`)
out(`${''.padEnd(34)}  per s   median      CPU  of the ceiling`)
await compare('1.2')
await compare('1.3')
await matrix(1)
await matrix(availableParallelism())
