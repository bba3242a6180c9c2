/** Every real client is missing: the run still ends, and says what and why. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { discover } from '../../harness/discover.js'
import type { JournalEntry } from '../../harness/model.js'
import { cli } from '../program.js'

const { clients } = await discover()
const real = [...clients.values()].filter(
  c => c.kind === 'real' && (c.protocol ?? 'ftp') === 'ftp' && c.id !== 'exec',
)
const nowhere = { PATH: '/nonexistent', FTPS_INTEROP_PROGRAMS: '/nonexistent' }

t.test('no real client is installed', { timeout: 60_000 }, async t => {
  const folder = await mkdtemp(join(tmpdir(), 'absent-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  t.ok(real.length >= 12, `${real.length} real clients are known`)
  const names = real.flatMap(c => ['--client', c.id])
  const args = ['--server', 'vsftpd', '--scenario', 'data/size', ...names]
  const ran = await cli(folder, ['run', ...args, '--out', 'report'], nowhere)
  t.equal(ran.code, 3, 'nothing could be run')

  const journal = await readFile(join(folder, 'report', 'run.jsonl'), 'utf8')
  const entries = journal
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as JournalEntry)
  const cells = entries.flatMap(e => (e.type === 'cell-end' ? [e.cell] : []))
  t.ok(cells.every(c => c.verdict === 'skipped' || c.verdict === 'unsupported'))
  const start = entries.find(e => e.type === 'run-start')
  for (const { id } of real) {
    const own = cells.filter(c => c.client.profile === id)
    t.ok(
      own.some(
        c => c.verdict === 'skipped' && /not installed/.test(c.reason ?? ''),
      ),
      id,
    )
    const lane = start?.lanes.find(l => l.profile === id)
    t.match(
      lane,
      { available: false, hint: /apt-get install|clients\.sh/ },
      `${id} in the lanes`,
    )
  }
  t.match(ran.out, /curl is not installed/)
  t.match(ran.out, /skipped/)
  t.ok(entries.some(e => e.type === 'run-end' && !e.interrupted))
})
