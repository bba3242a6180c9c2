/** An interrupted run leaves its journal, and nothing else. */
import t, { type Test } from 'tap'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { discover } from '../harness/discover.js'
import { readJournal } from '../harness/journal.js'
import { onInterrupt } from '../harness/run/interrupt.js'
import { finish, start } from './program.js'

const base = t.testdir()
const at = (name: string): string => join(base, name)

t.test('any number may listen for one interrupt', async t => {
  const warnings: Error[] = []
  const warned = (warning: Error): number => warnings.push(warning)
  process.on('warning', warned)
  t.teardown(() => process.off('warning', warned))
  const stop = new AbortController()
  let told = 0
  const [first] = Array.from({ length: 40 }, () =>
    onInterrupt(stop.signal, () => (told += 1)),
  )
  first?.()
  await sleep(0)
  stop.abort()
  t.equal(told, 39, 'all but the one that has left')
  onInterrupt(stop.signal, () => (told += 1))
  t.equal(told, 40, 'who comes too late is told at once')
  t.same(warnings, [])
})

/** Processes whose environment names this folder. */
const holders = (folder: string): string[] =>
  existsSync('/proc/self/environ')
    ? readdirSync('/proc')
        .filter(pid => /^\d+$/.test(pid) && pid !== String(process.pid))
        .filter(pid => {
          try {
            return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
          } catch {
            return false
          }
        })
    : []

const interrupt = async (
  t: Test,
  name: string,
  flags: readonly string[],
): Promise<void> => {
  const tmp = at(`tmp-${name}`)
  const out = at(`out-${name}`)
  mkdirSync(tmp)
  const child = start(
    base,
    [
      'run',
      '--server',
      'vsftpd',
      '--attribute',
      'none',
      '--out',
      out,
      ...flags,
    ],
    { TMPDIR: tmp },
  )
  const ended = finish(child)
  const journal = join(out, 'run.jsonl')
  const ends = (): number =>
    existsSync(journal)
      ? readFileSync(journal, 'utf8').split('"type":"cell-end"').length - 1
      : 0
  const daemons = name === 'process' ? 1 : 0
  // cells that cannot run end before the first daemon is up
  const midway = (): boolean =>
    ends() >= 3 && (!existsSync('/proc') || holders(tmp).length > daemons)
  for (let i = 0; !midway() && i < 3000; i += 1) await sleep(20)
  t.ok(holders(tmp).length > daemons || !existsSync('/proc'), 'seen while up')
  if (daemons > 0)
    t.ok(readdirSync(tmp).length > 0, 'there is something to remove')
  child.kill('SIGINT')
  const began = performance.now()
  const { code, err } = await ended
  t.equal(code, 130, `${name}: ${err}`)
  t.ok(performance.now() - began < 15_000, 'at once')
  const { cells, summary, start: first } = readJournal(journal)
  t.equal(summary.interrupted, true)
  t.ok(cells.length >= 3 && cells.length < first.cells, 'in the middle')
  t.match(readFileSync(journal, 'utf8'), /"run-end","interrupted":true/)
  t.same(
    readdirSync(tmp).filter(n => n.startsWith('ftps-interop-')),
    [],
    'no directory is left',
  )
  t.same(holders(tmp), [], 'no process is left')
}

// few cells at once: what has started still ends
t.test('SIGINT in the middle, with workers', t =>
  interrupt(t, 'embedded', ['--workers', '2', '--parallel', '2']),
)

const vsftpd = (await discover()).servers.get('vsftpd')
const real = await vsftpd?.backends.find(b => b.name === 'process')?.available()

t.test(
  'SIGINT in the middle, with daemons',
  {
    skip:
      real?.ok === true || process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
        ? false
        : 'no vsftpd here',
  },
  t =>
    interrupt(t, 'process', [
      ...['--backend', 'process', '--workers', '1', '--parallel', '2'],
    ]),
)
