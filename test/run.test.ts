/** A run as a whole: workers, listeners, failures of peers and of ours. */
import t from 'tap'
import { readFileSync, symlinkSync, existsSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { defaultAttribution } from '../harness/attribute/attributor.js'
import { discover } from '../harness/discover.js'
import { InteropError } from '../harness/errors.js'
import { readJournal } from '../harness/journal.js'
import type { CellResult, RunRecord } from '../harness/model.js'
import type { Selection } from '../harness/selection.js'
import { runCells } from '../harness/run/cells.js'
import { defaultDeadlines, run } from '../harness/run/run.js'
import { startServer } from '../harness/start-server.js'
import { fake, planning, type Fake } from './fake.js'

const runFake = async (
  made: Fake,
  selection: Partial<Selection>,
  more: { parallel?: number; cellMs?: number; signal?: AbortSignal } = {},
): Promise<CellResult[]> => {
  const results: CellResult[] = []
  await runCells({
    catalogue: made.catalogue,
    cells: await planning(made, selection),
    expectations: [],
    parallel: more.parallel ?? 4,
    deadlines: {
      ...defaultDeadlines,
      ...(more.cellMs === undefined ? {} : { cellMs: more.cellMs }),
    },
    signal: more.signal ?? new AbortController().signal,
    lane: 0,
    attribution: { ...defaultAttribution, which: 'none' },
    onStart: () => undefined,
    onEnd: result => results.push(result),
  })
  return results
}

t.test('one and two workers find the same', async t => {
  const go = (workers: number): Promise<RunRecord> =>
    run({
      selection: {
        scenarios: ['prot', 'reuse/none-offered', 'reuse/by'],
        servers: ['vsftpd'],
        clients: ['modern-openssl', 'never-resumes', 'clear-data'],
      },
      workers,
      attribution: { which: 'none' },
      expectations: [],
    })
  const told = ({ cells }: RunRecord): string[] =>
    cells
      .map(c => `${c.id}: ${c.verdict} ${c.findings.map(f => f.id).join(' ')}`)
      .sort()
  const [one, two] = [await go(1), await go(2)]
  t.ok(one.cells.length > 30)
  t.ok(one.summary.pass > 0 && one.summary.fail > 0)
  t.same(told(two), told(one))
  t.same({ ...two.summary, durationMs: 0 }, { ...one.summary, durationMs: 0 })
})

t.test('one listener per distinct option set', async t => {
  const made = fake()
  const results = await runFake(
    made,
    { servers: ['box', 'box[size=20]'], scenarios: ['plain', 'grid/levels'] },
    { parallel: 8 },
  )
  t.equal(results.length, 2 * (3 + 4) * 2)
  t.ok(results.every(r => r.verdict === 'pass' || r.verdict === 'unsupported'))
  t.same(made.listened.map(l => JSON.stringify(l.options)).sort(), [
    '{"reuse":"NO","size":"20"}',
    '{"reuse":"NO"}',
    '{"size":"20"}',
    '{}',
  ])
  t.same(made.instances, { started: 1, stopped: 1 })
})

t.test('a server that cannot start is a failing cell', async t => {
  const { rules } = await discover()
  const made = fake({
    rules,
    listen: async ({ options }) => {
      if (options['size'] === '20')
        throw new InteropError('FI_SERVER_DIED', {
          message: 'box: cannot read certificate file',
          hint: 'see its log',
        })
    },
  })
  const results = await runFake(made, {
    servers: ['box[size=20]', 'box'],
    clients: ['good'],
    scenarios: ['plain'],
  })
  const broken = results.filter(r => r.id.includes('size=20'))
  t.equal(broken.length, 3)
  for (const cell of broken) {
    t.equal(cell.verdict, 'fail')
    t.equal(cell.findings[0]?.id, 'server-tls-broken')
    t.match(cell.reason, 'cannot read certificate file')
  }
  const others = results.filter(r => !broken.includes(r))
  t.same(
    others.map(r => r.verdict),
    ['pass', 'pass', 'pass'],
    'the run goes on',
  )
  t.equal(made.instances.stopped, 1)
})

t.test('what we do wrong is an error of that cell alone', async t => {
  let calls = 0
  const made = fake({
    run: async () => {
      calls += 1
      if (calls === 2) throw new Error('we broke: PASS S3cr3t')
      if (calls === 3) throw 'no error at all'
      return {
        events: [],
        steps: [{ step: 'list', label: 'LIST', ok: true, at: 0, ms: 0 }],
        claims: 'success',
        log: 'PASS S3cr3t\n',
        version: '1',
      }
    },
  })
  const results = await runFake(
    made,
    { servers: ['box'], clients: ['good'], scenarios: ['plain', 'grid'] },
    { parallel: 1 },
  )
  t.same(
    results.map(r => r.verdict),
    ['pass', 'error', 'error', 'pass', 'pass', 'pass', 'pass', 'unsupported'],
  )
  t.match(results[1]?.reason, /we broke: PASS <redacted>/)
  t.equal(results[1]?.asExpected, false)
  t.notMatch(JSON.stringify(results), 'S3cr3t')
})

t.test('a client that does not end is stopped', async t => {
  let aborted = false
  const made = fake({
    run: ({ signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          aborted = true
          reject(new Error('stopped'))
        }),
      ),
  })
  const [cell] = await runFake(
    made,
    { servers: ['box'], clients: ['good'], scenarios: ['plain/one'] },
    { cellMs: 100 },
  )
  t.equal(cell?.verdict, 'fail')
  t.match(cell?.reason, /did not end within 100 ms/)
  t.equal(aborted, true)
})

t.test('an interrupted run keeps what had ended', async t => {
  const stop = new AbortController()
  let calls = 0
  const made = fake({
    run: async () => {
      calls += 1
      if (calls === 3) stop.abort()
      return {
        events: [],
        steps: [{ step: 'list', label: 'LIST', ok: true, at: 0, ms: 0 }],
        claims: null,
        log: '',
        version: '1',
      }
    },
  })
  const results = await runFake(
    made,
    { servers: ['box'], clients: ['good'] },
    { parallel: 1, signal: stop.signal },
  )
  t.equal(results.length, 2, 'not the one that was broken off')
  t.equal(calls, 3)
  t.equal(made.instances.stopped, 1)
})

t.test('a journal that cannot be written ends the run', async t => {
  if (!existsSync('/dev/full')) return t.pass('no /dev/full here')
  const out = t.testdir()
  symlinkSync('/dev/full', join(out, 'run.jsonl'))
  for (const workers of [1, 2]) {
    let ended = 0
    await t.rejects(
      run({
        selection: { scenarios: ['prot'] },
        out,
        workers,
        watch: { ended: () => (ended += 1) },
      }),
      { code: 'FI_JOURNAL', exitCode: 3, message: /ENOSPC/ },
    )
    t.equal(ended, 0, 'nothing ran that could not be kept')
  }
})

t.test('nothing to run', async t => {
  await t.rejects(run({ selection: { only: ['plain/*'] } }), {
    code: 'FI_NOTHING_RAN',
    exitCode: 3,
    message: /--only "plain\/\*"/,
  })
})

t.test('the journal of a run is its result', async t => {
  const out = t.testdir()
  const record = await run({
    selection: { scenarios: ['reuse/none-offered'], servers: ['vsftpd'] },
    out,
    workers: 1,
    attribution: { which: 'none' },
  })
  const read = readJournal(join(out, 'run.jsonl'))
  t.same(read.cells, JSON.parse(JSON.stringify(record.cells)))
  t.same(read.start, JSON.parse(JSON.stringify(record.start)))
  t.notMatch(
    readFileSync(join(out, 'run.jsonl'), 'utf8'),
    /"verb":"PASS","argument":"(?!<redacted>|")/,
  )
})

t.test('a server to dial', async t => {
  await t.rejects(startServer('vsftp'), {
    code: 'FI_UNKNOWN_NAME',
    hint: /did you mean vsftpd/,
  })
  await t.rejects(startServer('vsftpd', { options: { nonsense: '1' } }), {
    code: 'FI_UNKNOWN_NAME',
  })
  await t.rejects(startServer('vsftpd', { options: { ssl_enable: 'x' } }), {
    code: 'FI_BAD_VALUE',
  })
  await t.rejects(startServer('vsftpd', { backend: 'real' }), {
    code: 'FI_MISSING_PROGRAM',
    exitCode: 3,
  })
  const server = await startServer('vsftpd', { options: { ssl_enable: 'NO' } })
  t.equal(server.host, '127.0.0.1')
  t.match(server.caPem, /BEGIN CERTIFICATE/)
  const socket = connect(server.port, server.host)
  const [greeting] = (await once(socket, 'data')) as [Buffer]
  t.match(greeting.toString(), /^220 /)
  socket.write(`USER ${server.user}\r\n`)
  await once(socket, 'data')
  socket.write(`PASS ${server.password}\r\n`)
  const [welcome] = (await once(socket, 'data')) as [Buffer]
  t.match(welcome.toString(), /^230 /)
  const events = JSON.stringify(await server.events())
  t.match(events, '"verb":"PASS"')
  t.notMatch(events, server.password)
  t.equal(await server.stored('none'), null)
  socket.destroy()
  await server.stop()
  const again = connect(server.port, server.host)
  const [error] = (await once(again, 'error')) as [NodeJS.ErrnoException]
  t.equal(error.code, 'ECONNREFUSED')
})
