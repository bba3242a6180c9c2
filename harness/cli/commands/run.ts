/** `run`: drives clients against servers and says which option decides. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttributionPlan } from '../../attribute/attributor.js'
import { splitList } from '../../cell-id.js'
import { discover } from '../../discover.js'
import { InteropError, type ExitCode } from '../../errors.js'
import { ownExpectations, readExpectations } from '../../expectations.js'
import { openLanes } from '../../lanes.js'
import type { BackendName, RunRecord } from '../../model.js'
import { planCells } from '../../plan.js'
import { recordExpectations } from '../../record-expectations.js'
import { run } from '../../run/run.js'
import {
  everything,
  resolveSelection,
  type Selection,
} from '../../selection.js'
import {
  defineCommand,
  parseFlags,
  wholeNumber,
  type Flags,
  type Io,
} from '../command.js'
import {
  ownClients,
  ownPeersFlags,
  ownServers,
  type OwnPeersValues,
} from '../own-peers.js'
import { showProgress } from '../progress.js'
import { reportTargets, showOnTerminal, writeReports } from '../reporting.js'
import { writeAll } from '../style.js'

export const selectionFlags = {
  scenario: { type: 'string', multiple: true },
  server: { type: 'string', multiple: true },
  client: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  only: { type: 'string', multiple: true },
  backend: { type: 'string' },
  all: { type: 'boolean' },
} as const satisfies Flags

const flags = {
  ...selectionFlags,
  ...ownPeersFlags,
  list: { type: 'boolean' },
  workers: { type: 'string' },
  parallel: { type: 'string' },
  'step-timeout': { type: 'string' },
  'cell-timeout': { type: 'string' },
  report: { type: 'string', multiple: true },
  out: { type: 'string' },
  attribute: { type: 'string' },
  budget: { type: 'string' },
  mine: { type: 'string' },
  'no-side-effects': { type: 'boolean' },
  expectations: { type: 'string', multiple: true },
  'update-expectations': { type: 'string' },
  quiet: { type: 'boolean' },
} as const satisfies Flags

const backends = ['embedded', 'process', 'docker', 'real', 'auto'] as const

export interface SelectionValues extends OwnPeersValues {
  readonly scenario?: string[] | undefined
  readonly server?: string[] | undefined
  readonly client?: string[] | undefined
  readonly set?: string[] | undefined
  readonly only?: string[] | undefined
  readonly backend?: string | undefined
  readonly all?: boolean | undefined
}

export const selectionFrom = (values: SelectionValues): Selection => {
  const { backend } = values
  if (backend !== undefined && !backends.some(b => b === backend))
    throw new InteropError('FI_USAGE', {
      message: `there is no backend ${JSON.stringify(backend)}`,
      hint: `it is one of ${backends.join(', ')}`,
    })
  return {
    ...everything,
    scenarios: (values.scenario ?? []).flatMap(splitList),
    servers: [
      ...(values.server ?? []).flatMap(splitList),
      ...ownServers(values),
    ],
    clients: [
      ...(values.client ?? []).flatMap(splitList),
      ...ownClients(values),
    ],
    set: values.set ?? [],
    only: values.only ?? [],
    backend: backend as BackendName | 'auto' | undefined,
    optIn: values.all ?? false,
  }
}

const which = ['new', 'fail', 'all', 'none'] as const

export interface AttributionValues {
  readonly attribute?: string | undefined
  readonly budget?: string | undefined
  readonly mine?: string | undefined
  readonly 'no-side-effects'?: boolean | undefined
}

export const attributionFrom = (
  values: AttributionValues,
): Partial<AttributionPlan> => {
  const { attribute, mine } = values
  const wanted = which.find(w => w === attribute)
  if (attribute !== undefined && wanted === undefined)
    throw new InteropError('FI_USAGE', {
      message: `--attribute cannot be ${JSON.stringify(attribute)}`,
      hint: `it is one of ${which.join(', ')}`,
    })
  if (mine !== undefined && mine !== 'server' && mine !== 'client')
    throw new InteropError('FI_USAGE', {
      message: `--mine cannot be ${JSON.stringify(mine)}`,
      hint: 'it is server or client',
    })
  const budget = wholeNumber('--budget', values.budget, 1)
  return {
    ...(wanted === undefined ? {} : { which: wanted }),
    ...(mine === undefined ? {} : { mine }),
    ...(budget === undefined ? {} : { budget }),
    ...(values['no-side-effects'] === true ? { sideEffects: false } : {}),
  }
}

const list = async (selection: Selection, io: Io): Promise<ExitCode> => {
  const catalogue = await discover()
  const resolved = resolveSelection(catalogue, selection)
  const lanes = await openLanes(catalogue, selection, resolved)
  let count = 0
  for (const planned of planCells(catalogue, selection, resolved, lanes)) {
    count += 1
    const { refusal, cell } = planned
    await writeAll(
      io.out,
      `${cell.id}${refusal === null ? '' : `  # ${refusal.verdict}: ${refusal.reason}`}\n`,
    )
  }
  io.err.write(`${count} cells\n`)
  return count === 0 ? 3 : 0
}

const updateExpectations = async (
  path: string,
  record: RunRecord,
): Promise<void> => {
  const entries = recordExpectations(record.cells)
  try {
    await writeFile(path, `${JSON.stringify(entries, null, 2)}\n`)
  } catch (error) {
    throw new InteropError('FI_FILE', {
      message: `cannot write ${path}: ${(error as Error).message}`,
      hint: 'give the path of a file in a folder that you may write to',
    })
  }
}

const exitCode = (record: RunRecord): ExitCode => {
  const { summary } = record
  if (summary.interrupted) return 130
  const ran = summary.pass + summary.fail + summary.flaky + summary.error
  if (ran === 0) return 3
  return summary.deviations > 0 ? 1 : 0
}

export default defineCommand({
  id: 'run',
  summary: 'drive clients against servers, name the option behind each failure',
  usage: `run [options]

which cells (all can be repeated; the first three take lists: curl,lftp)
  --scenario NAME     an area (reuse), a scenario or a glob of them
  --server NAME       vsftpd, vsftpd[version=2.2.2], 'vsftpd[*]' for its whole
                      matrix, 'p*' for those that begin so, '*' for all
  --client NAME       likewise; default: the emulated clients
  --client-exec CMD   a client of your own: './my-client {url} {ca} …'
  --target HOST:PORT  a server of yours that runs on this host; ftps://… for a
                      port with implicit TLS. Logs in as FTPS_INTEROP_USER
  --target-ca FILE    the root of its certificate
  --target-uploads DIR  where that login may write
  --set PEER.OPT=VAL  an option of a server or client, in its vendor's spelling
  --only CELL         one cell id as any report prints it, or a glob of them
  --all               also scenarios that are not in the default matrix
  --backend NAME      embedded (default), process, docker, or auto: the most
                      real that this host can

how
  --workers N         worker threads (default: by cells and cores)
  --parallel N        cells at once in each worker (default 16)
  --step-timeout MS   for one step of a conversation (default 3000)
  --cell-timeout MS   for a whole cell (default 30000)
  --expectations FILE known results with reasons, besides the built-in ones
  --attribute WHICH   prove causes by running again: new (default: failures that
                      were not expected), fail, all (also what passing pairs
                      could tighten), none
  --budget N          reruns per cell at most (default 30)
  --mine SIDE         server or client: the side you can change, ranked first
  --no-side-effects   do not run the first cure against the whole row
  --update-expectations FILE
                      write what this run gave, with reasons, for review

what comes out
  --out DIR           default ./ftps-interop-report: run.jsonl and the reports
  --report FMT[=FILE] json, junit, tap, markdown, html
  --list              print the cell ids and run nothing
  --quiet             no progress

Exit code: 0 every cell as expected, 1 a deviation in either direction,
2 usage, 3 nothing could be run, 130 interrupted.`,
  run: async (args, io) => {
    const { values, positionals } = parseFlags(args, flags)
    if (positionals.length > 0)
      throw new InteropError('FI_USAGE', {
        message: `run takes no ${JSON.stringify(positionals[0])}`,
        hint: 'choose cells with --scenario, --server, --client or --only',
      })
    const selection = selectionFrom(values)
    if (values.list === true) return list(selection, io)
    const catalogue = await discover()
    const out = values.out ?? 'ftps-interop-report'
    const targets = reportTargets(catalogue, values.report ?? [], out)
    const progress = showProgress(io, values.quiet ?? false)
    const workers = wholeNumber('--workers', values.workers, 1)
    const parallel = wholeNumber('--parallel', values.parallel, 1)
    const stepMs = wholeNumber('--step-timeout', values['step-timeout'], 50)
    const cellMs = wholeNumber('--cell-timeout', values['cell-timeout'], 100)
    const record = await run({
      selection,
      out,
      signal: io.signal,
      command: ['run', ...args],
      watch: progress,
      expectations: [
        ...ownExpectations(),
        ...(values.expectations ?? []).flatMap(readExpectations),
      ],
      attribution: attributionFrom(values),
      deadlines: {
        ...(stepMs === undefined ? {} : { stepMs }),
        ...(cellMs === undefined ? {} : { cellMs }),
      },
      ...(workers === undefined ? {} : { workers }),
      ...(parallel === undefined ? {} : { parallel }),
    }).finally(progress.done)
    await writeReports(record, targets, catalogue)
    const update = values['update-expectations']
    if (update !== undefined) await updateExpectations(update, record)
    await showOnTerminal(record, catalogue, io)
    const html = targets.find(t => t.format.id === 'html')
    await writeAll(
      io.out,
      `\njournal ${join(out, 'run.jsonl')}${html === undefined ? '' : ` · page ${html.path}`}\n`,
    )
    return exitCode(record)
  },
})
