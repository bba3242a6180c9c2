/** The first seed: six minimal cures, found by running and held to it. */
import t from 'tap'
import { asValues } from '../../harness/attribute/attribute.js'
import { properSubsets } from '../../harness/attribute/search.js'
import type { Change, CureSet, RunRecord } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'

const scenario = 'prot/transfer[level=P,operation=list]'

const attributed = (only: string, sideEffects: boolean): Promise<RunRecord> =>
  run({
    selection: { only: [only] },
    workers: 1,
    attribution: { which: 'all', sideEffects },
  })

const bracket = (values: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(values)
  return pairs.length === 0
    ? ''
    : `[${pairs.map(([k, v]) => `${k}=${JSON.stringify(v)}`).join(',')}]`
}
const cellOf = (changes: readonly Change[]): string => {
  const { server, client } = asValues(changes)
  return `${scenario} @ vsftpd${bracket(server)} × zos-ftp${bracket(client)}`
}
const nameOf = (changes: readonly Change[]): string =>
  changes
    .map(c => `${c.option}=${c.to}`)
    .sort()
    .join(' ')

const seed = await attributed(`${scenario} @ vsftpd × zos-ftp`, true)
const cell = seed.cells[0]
const cures: readonly CureSet[] = cell?.attribution?.cures ?? []

t.test('the six cures', async t => {
  t.equal(cell?.verdict, 'fail')
  t.equal(cell?.findings[0]?.id, 'certreq-empty-ca-list-rejected')
  t.equal(cell?.findings[0]?.certainty, 'proved')
  t.equal(cell?.attribution?.complete, true)
  t.ok((cell?.attribution?.reruns ?? 99) <= 30)
  const first = [
    'TTLSEnvironmentAdvancedParms.TLSv1.3=On',
    'ca_certs_file=ca.pem',
    'ssl_request_cert=NO',
  ]
  const second = ['SECURE_SESSION_REUSE=ALLOWED', 'require_ssl_reuse=NO']
  t.same(
    cures.map(c => nameOf(c.changes)).sort(),
    first.flatMap(a => second.map(b => [a, b].sort().join(' '))).sort(),
  )
})

t.test('ranked by what they cost', async t => {
  t.same(
    cures.map(c => [c.rank, c.securityCost]),
    [
      [1, 'none'],
      [2, 'none'],
      [3, 'low'],
      [4, 'high'],
      [5, 'high'],
      [6, 'high'],
    ],
  )
  for (const { securityCost, exposes, line, changes } of cures) {
    t.equal(exposes.length > 0, securityCost !== 'none')
    t.equal(line.split('\n').length, changes.length, line)
  }
  t.match(nameOf(cures[5]?.changes ?? []), /require_ssl_reuse=NO.*cert=NO/)
})

t.test('each passes, and no part of it does', async t => {
  const whole = cures.map(c => cellOf(c.changes))
  const parts = cures.flatMap(c => properSubsets(c.changes)).map(cellOf)
  const { cells } = await run({
    selection: { only: [...whole, ...parts, cellOf([])] },
    workers: 1,
    expectations: [],
    attribution: { which: 'none' },
  })
  t.equal(cells.length, 6 + 5 + 1)
  t.same(
    cells
      .filter(c => c.verdict === 'pass')
      .map(c => nameOfId(c.id))
      .sort(),
    whole.map(nameOfId).sort(),
  )
})

/** The options of a cell id, whatever their order and quotes. */
const nameOfId = (id: string): string =>
  [...id.slice(scenario.length).matchAll(/([\w.]+)="?([^",\]]+)"?/g)]
    .map(m => `${m[1] ?? ''}=${m[2] ?? ''}`)
    .sort()
    .join(' ')

t.test('side effects of the first cure, of no other', async t => {
  const [first, ...others] = cures
  t.ok(Array.isArray(first?.sideEffects))
  for (const effect of first?.sideEffects ?? [])
    t.match(effect, /^[a-z]+\/[a-z-]+(\[[^\]]+\])?: [a-z0-9-]+/)
  t.ok(others.every(c => c.sideEffects.length === 0))
})

const reuseOf = ({ cells }: RunRecord): Change | undefined =>
  cells[0]?.attribution?.tolerates?.find(c => c.option === 'require_ssl_reuse')

t.test('a pass tells what could be tightened', async t => {
  const passing = await attributed(
    'reuse/by[how=ticket] @ vsftpd[require_ssl_reuse=NO] × modern-openssl',
    false,
  )
  t.equal(passing.cells[0]?.verdict, 'pass')
  t.match(passing.cells[0]?.attribution, { complete: true, cures: [] })
  t.same(reuseOf(passing), {
    side: 'server',
    product: 'vsftpd',
    option: 'require_ssl_reuse',
    from: 'NO',
    to: 'YES',
  })
  const needed = await attributed(
    'reuse/not-required[tls=1.2] @ vsftpd[require_ssl_reuse=NO] × never-resumes',
    false,
  )
  t.equal(needed.cells[0]?.verdict, 'pass')
  t.ok((needed.cells[0]?.attribution?.reruns ?? 0) > 0)
  t.equal(reuseOf(needed), undefined, 'it needs the loosening')
})
