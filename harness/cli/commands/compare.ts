/** `compare`: an emulated peer held to the real one, or two journals. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  comparedCells,
  compareRuns,
  pairCells,
  unlisted,
  type Comparison,
  type Matched,
} from '../../compare/comparison.js'
import {
  ownKnownDifferences,
  readKnownDifferences,
  type KnownDifference,
} from '../../compare/known.js'
import {
  comparisonJson,
  comparisonMarkdown,
  comparisonText,
} from '../../compare/render.js'
import {
  runSides,
  subjectNamed,
  subjects,
  type Subject,
} from '../../compare/sides.js'
import { discover, type Catalogue } from '../../discover.js'
import { InteropError, type ExitCode } from '../../errors.js'
import { readJournal } from '../../journal.js'
import {
  defineCommand,
  parseFlags,
  wholeNumber,
  type Flags,
  type Io,
} from '../command.js'
import { showProgress } from '../progress.js'
import { writeAll } from '../style.js'
import { selectionFlags, selectionFrom, type SelectionValues } from './run.js'

const flags = {
  ...selectionFlags,
  known: { type: 'string', multiple: true },
  confirm: { type: 'string' },
  parallel: { type: 'string' },
  'step-timeout': { type: 'string' },
  report: { type: 'string', multiple: true },
  out: { type: 'string' },
  quiet: { type: 'boolean' },
} as const satisfies Flags

interface Values extends SelectionValues {
  readonly confirm?: string | undefined
  readonly parallel?: string | undefined
  readonly 'step-timeout'?: string | undefined
  readonly out?: string | undefined
  readonly quiet?: boolean | undefined
}

/** Named ones; else the clients given; else all that there are. */
const chosen = (
  catalogue: Catalogue,
  names: readonly string[],
  clients: readonly string[],
): readonly Subject[] => {
  if (names.length > 0) return names.map(n => subjectNamed(catalogue, n))
  return clients.length > 0
    ? clients.map(n => subjectNamed(catalogue, n))
    : subjects(catalogue)
}

const liveRuns = async (
  names: readonly string[],
  values: Values,
  args: readonly string[],
  known: readonly KnownDifference[],
  io: Io,
): Promise<Matched> => {
  const catalogue = await discover()
  const selection = selectionFrom(values)
  const confirm = wholeNumber('--confirm', values.confirm, 0) ?? 2
  const parallel = wholeNumber('--parallel', values.parallel, 1)
  const stepMs = wholeNumber('--step-timeout', values['step-timeout'], 50)
  const all: Matched[] = []
  for (const subject of chosen(catalogue, names, selection.clients)) {
    const progress = showProgress(io, values.quiet ?? false)
    const byClient = names.length === 0 && selection.clients.length > 0
    const sides = runSides({
      subject,
      selection: { ...selection, ...(byClient ? { clients: [] } : {}) },
      backend: selection.backend,
      confirm,
      known,
      out: values.out ?? 'ftps-interop-compare',
      run: {
        signal: io.signal,
        command: ['compare', ...args],
        ...(parallel === undefined ? {} : { parallel }),
        ...(stepMs === undefined ? {} : { deadlines: { stepMs } }),
      },
      watch: progress,
    })
    all.push(await sides.finally(progress.done))
    if (io.signal.aborted) break
  }
  return {
    pairs: all.flatMap(m => m.pairs),
    missing: all.flatMap(m => m.missing),
  }
}

const isJournal = (name: string): boolean => name.endsWith('.jsonl')

const journals = (paths: readonly string[]): Matched => {
  const [left, right, ...more] = paths
  if (left === undefined || right === undefined || more.length > 0)
    throw new InteropError('FI_USAGE', {
      message: `compare takes two journals, not ${paths.length}`,
      hint: 'for example `ftps-interop compare before/run.jsonl after/run.jsonl`',
    })
  return pairCells(readJournal(left).cells, readJournal(right).cells)
}

const renders = {
  text: (c: Comparison) => [...comparisonText(c)].join(''),
  markdown: (c: Comparison) => [...comparisonMarkdown(c)].join(''),
  json: comparisonJson,
} as const

/** `json=FILE`; without a file it takes the place of the text. */
const report = async (
  comparison: Comparison,
  asked: readonly string[],
  io: Io,
): Promise<void> => {
  let shown = false
  for (const text of asked) {
    const [name = '', path] = text.split(/=(.*)/s)
    const format = Object.entries(renders).find(([id]) => id === name)
    if (format === undefined)
      throw new InteropError('FI_UNKNOWN_NAME', {
        message: `there is no report format ${JSON.stringify(name)} of a comparison`,
        hint: `it is one of ${Object.keys(renders).join(', ')}`,
      })
    const rendered = format[1](comparison)
    if (path === undefined) {
      await writeAll(io.out, rendered)
      shown = true
      continue
    }
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, rendered)
    } catch (error) {
      throw new InteropError('FI_FILE', {
        message: `cannot write ${path}: ${(error as Error).message}`,
        hint: 'give the path of a file in a folder that you may write to',
      })
    }
  }
  if (!shown) await writeAll(io.out, renders.text(comparison))
}

const exitCode = (comparison: Comparison, io: Io): ExitCode => {
  if (io.signal.aborted) return 130
  if (comparedCells(comparison) === 0) return 3
  return unlisted(comparison) > 0 ? 1 : 0
}

export default defineCommand({
  id: 'compare',
  summary: 'hold an emulated peer to the real one, cell by cell',
  usage: `compare [PEER …] [options]
compare LEFT/run.jsonl RIGHT/run.jsonl [options]

PEER is an emulated server with a real backend (left: embedded, right: process
or docker) or an emulated client that bears a real one's product name (left:
emulated, right: the program). Without PEER: all that there are, or those of --client.

which cells
  --scenario, --server, --client, --set, --only, --all as for run
  --backend NAME  where the real server runs (default auto); when a client is
                  compared: the servers that it meets (default embedded)
  --confirm N     cells with a difference that is not listed run N times more
                  (default 2), at most 4 at once and with twice the time; what
                  agrees in one run and differs in another is shown as varying,
                  not counted
  --parallel N, --step-timeout MS
                  as for run

what comes out
  --known FILE    known differences with reasons, besides the built-in ones
  --report FMT[=FILE]
                  text (default), markdown, json
  --out DIR       default ./ftps-interop-compare: the journals of both sides
  --quiet         no progress

Exit code: 0 no difference that is not listed, 1 an unlisted difference,
2 usage, 3 nothing could be compared, 130 interrupted.`,
  run: async (args, io) => {
    const { values, positionals } = parseFlags(args, flags)
    const known = [
      ...ownKnownDifferences(),
      ...(values.known ?? []).flatMap(readKnownDifferences),
    ]
    const matched = positionals.some(isJournal)
      ? journals(positionals)
      : await liveRuns(positionals, values, args, known, io)
    const comparison = compareRuns(matched, known)
    await report(comparison, values.report ?? [], io)
    return exitCode(comparison, io)
  },
})
