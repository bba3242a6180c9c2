/** A journal survives what kills the run that writes it. */
import t from 'tap'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { openJournal, readJournal } from '../harness/journal.js'
import type { JournalEntry } from '../harness/model.js'
import { fake, finding, planned, resultOf, thrown } from './fake.js'

const start: JournalEntry = {
  type: 'run-start',
  v: 1,
  tool: 'ftps-interop 0',
  startedAt: '2026-01-01T00:00:00.000Z',
  node: '20',
  openssl: '3',
  platform: 'linux',
  cells: 2,
  lanes: [],
  command: [],
}
const cells = (await planned(fake(), { scenarios: ['plain/one'] })).map(c =>
  resultOf(c, 'fail', [finding('first')]),
)
const ends = cells.map((cell): JournalEntry => ({ type: 'cell-end', cell }))
const end: JournalEntry = {
  type: 'run-end',
  interrupted: false,
  durationMs: 12,
}
const lines = (...entries: readonly unknown[]): string =>
  entries.map(e => `${JSON.stringify(e)}\n`).join('')

t.test('what is written is read again', async t => {
  const path = join(t.testdir(), 'deep', 'er', 'run.jsonl')
  const journal = openJournal(path)
  for (const entry of [start, ...ends, end]) journal.write(entry)
  journal.close()
  const record = readJournal(path)
  t.same(record.start, start)
  t.same(record.cells, cells)
  t.match(record.summary, {
    cells: cells.length,
    fail: cells.length,
    deviations: cells.length,
    interrupted: false,
    durationMs: 12,
  })
})

t.test('a run that was killed', async t => {
  const path = join(t.testdir(), 'run.jsonl')
  const whole = lines(start, ...ends, end)
  const afterStart = lines(start).length
  // torn at any byte behind the first line
  for (let at = afterStart; at < whole.length; at += 97) {
    writeFileSync(path, Buffer.from(whole).subarray(0, at))
    const { cells: read, summary } = readJournal(path)
    t.same(read, cells.slice(0, read.length))
    t.equal(summary.interrupted, true, `torn at ${at}`)
  }
  writeFileSync(path, whole)
  appendFileSync(path, '{"type":"cell-')
  t.equal(readJournal(path).cells.length, cells.length)
  writeFileSync(path, `${lines(start)}{"type":"cell-\n${lines(end)}`)
  t.match(
    thrown(() => readJournal(path)),
    { code: 'FI_FILE', message: /run\.jsonl:2 is not a line/ },
    'torn in the middle is not a killed run',
  )
})

t.test('not a journal', async t => {
  const folder = t.testdir()
  const path = join(folder, 'x')
  const texts = [
    '',
    'hello',
    'hello\nworld\n',
    '{}',
    'null\n',
    '[1]\n',
    '{\n  "v": 1\n}\n',
    lines(end),
    lines(start, null),
    lines(start, 5),
    lines(start, { type: 'cell-end' }),
    lines(start, { type: 'cell-end', cell: { id: 'a' } }),
  ]
  for (const text of texts) {
    writeFileSync(path, text)
    const error = thrown(() => readJournal(path))
    t.equal(error.code, 'FI_FILE', JSON.stringify(text.slice(-40)))
    t.equal(error.exitCode, 2)
    t.match(error.message, path)
  }
  for (const none of [join(folder, 'none'), folder])
    t.match(
      thrown(() => readJournal(none)),
      {
        code: 'FI_FILE',
        message: /cannot read/,
      },
    )
})

t.test('another version', async t => {
  const path = join(t.testdir(), 'run.jsonl')
  writeFileSync(path, lines({ ...start, v: 2 }, end))
  t.match(
    thrown(() => readJournal(path)),
    { code: 'FI_FILE', message: /version 2/, hint: /wrote it/ },
  )
})

t.test('a full disk', { skip: !existsSync('/dev/full') }, async t => {
  const path = join(t.testdir(), 'run.jsonl')
  symlinkSync('/dev/full', path)
  const journal = openJournal(path)
  const error = thrown(() => journal.write(start))
  t.match(error, {
    code: 'FI_JOURNAL',
    exitCode: 3,
    message: /cannot write the journal .*run\.jsonl: .*ENOSPC/,
    hint: /free space on that disk/,
  })
  t.doesNotThrow(() => journal.write(end), 'told once')
  journal.close()
})

t.test('no place for it', async t => {
  const folder = t.testdir({ file: 'text' })
  t.match(
    thrown(() => openJournal(join(folder, 'file', 'run.jsonl'))),
    { code: 'FI_JOURNAL', exitCode: 3, hint: /--out/ },
  )
  t.equal(readFileSync(join(folder, 'file'), 'utf8'), 'text')
})
