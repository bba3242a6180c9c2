/**
 * run.jsonl: one JSON object a line, written whole and at once, so that a
 * run that is killed leaves a file that can be read to its last line.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { InteropError } from './errors.js'
import type { CellResult, JournalEntry, RunRecord, Summary } from './model.js'

export interface Journal {
  write(entry: JournalEntry): void
  close(): void
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'free space on that disk or choose another folder with --out',
  EDQUOT: 'free space in your quota or choose another folder with --out',
  EACCES: 'choose a folder that you may write to with --out',
  EROFS: 'choose a folder that can be written to with --out',
  ENOTDIR: 'choose another folder with --out',
}

const refuse = (path: string, error: unknown): never => {
  const { code, message } = error as NodeJS.ErrnoException
  throw new InteropError('FI_JOURNAL', {
    message: `cannot write the journal ${path}: ${message}`,
    hint: reasons[code ?? ''] ?? 'choose another folder with --out',
    cause: error,
  })
}

/** Throws FI_JOURNAL; what was written before stays valid. */
export const openJournal = (path: string): Journal => {
  let fd: number
  try {
    mkdirSync(dirname(path), { recursive: true })
    fd = openSync(path, 'w')
  } catch (error) {
    return refuse(path, error)
  }
  let torn = false
  return {
    write: entry => {
      // behind half a line nothing could be read
      if (torn) return
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      try {
        for (let at = 0; at < line.length;) at += writeSync(fd, line, at)
      } catch (error) {
        torn = true
        refuse(path, error)
      }
    },
    close: () => closeSync(fd),
  }
}

export const summarise = (
  cells: readonly CellResult[],
  durationMs: number,
  interrupted: boolean,
): Summary => {
  const count = (verdict: CellResult['verdict']): number =>
    cells.filter(c => c.verdict === verdict).length
  return {
    cells: cells.length,
    pass: count('pass'),
    fail: count('fail'),
    flaky: count('flaky'),
    unsupported: count('unsupported'),
    skipped: count('skipped'),
    error: count('error'),
    deviations: cells.filter(c => !c.asExpected).length,
    durationMs: Math.round(durationMs),
    interrupted,
  }
}

const notJournal = (path: string, line: number, why: string): InteropError =>
  new InteropError('FI_FILE', {
    message: `${path}:${line} is not a line of run.jsonl: ${why}`,
    hint: 'give the run.jsonl of a finished or interrupted run',
  })

/** No more than what keeps a report from breaking on another file. */
const isEntry = (value: unknown): value is JournalEntry => {
  if (typeof value !== 'object' || value === null) return false
  const { type, cell } = value as { type?: unknown; cell?: unknown }
  if (typeof type !== 'string') return false
  if (type !== 'cell-end') return true
  if (typeof cell !== 'object' || cell === null) return false
  const { id, findings, steps, events } = cell as Partial<CellResult>
  return (
    typeof id === 'string' && [findings, steps, events].every(Array.isArray)
  )
}

/** Replays a journal; a torn last line (a killed run) is left out. */
export const readJournal = (path: string): RunRecord => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new InteropError('FI_FILE', {
      message: `cannot read ${path}: ${(error as Error).message}`,
      hint: 'give the path of a run.jsonl',
    })
  }
  const lines = text.split('\n')
  const entries: JournalEntry[] = []
  for (const [i, line] of lines.entries()) {
    if (line === '') continue
    let entry: unknown
    try {
      entry = JSON.parse(line)
    } catch (error) {
      if (i < lines.length - 1)
        throw notJournal(path, i + 1, (error as Error).message)
      continue
    }
    if (!isEntry(entry)) throw notJournal(path, i + 1, 'no entry of a run')
    entries.push(entry)
  }
  return replay(entries, path)
}

export const replay = (
  entries: readonly JournalEntry[],
  path: string,
): RunRecord => {
  const start = entries[0]
  if (start?.type !== 'run-start') throw notJournal(path, 1, 'no run-start')
  // the type is what this version writes; the file may be of another
  if ((start.v as number) !== 1)
    throw new InteropError('FI_FILE', {
      message: `${path} is of journal version ${String(start.v)}`,
      hint: 'read it with the version of ftps-interop that wrote it',
    })
  const cells = entries.flatMap(e => (e.type === 'cell-end' ? [e.cell] : []))
  const end = entries.find(e => e.type === 'run-end')
  return {
    start,
    cells,
    summary: summarise(
      cells,
      end?.type === 'run-end' ? end.durationMs : 0,
      end?.type === 'run-end' ? end.interrupted : true,
    ),
  }
}
