/** What it records says of every cell what that cell gave, and no more. */
import t from 'tap'
import { expectationFor } from '../harness/expectations.js'
import type { CellResult, Culprit } from '../harness/model.js'
import { recordExpectations } from '../harness/record-expectations.js'
import { fake, finding, planned, resultOf } from './fake.js'

const culprit = (option: string): Culprit => ({
  side: 'server',
  product: 'Box',
  option,
  value: 'YES',
  cure: 'NO',
  securityCost: 'high',
  exposes: 'all',
  line: `${option}=NO`,
})

const cells = await planned(fake(), {
  servers: ['box', 'box[size=20]', 'box[note="a,b"]'],
  clients: ['good', 'only-p', 'good[mode=b]'],
})

/** A mixture that no single cross product describes. */
const outcome = (i: number): CellResult => {
  const cell = cells[i]
  if (cell === undefined) throw new Error('no such cell')
  switch ((i * i) % 7) {
    case 1:
      return resultOf(cell, 'fail', [finding('first', [culprit('reuse')])])
    case 2:
      return resultOf(cell, 'fail', [finding('first', [culprit('size')])])
    case 4:
      return i % 2 === 0
        ? resultOf(cell, 'flaky', [finding('second')])
        : resultOf(cell, 'fail')
    default:
      return resultOf(cell, i % 3 === 0 ? 'pass' : 'unsupported')
  }
}

const results = cells.map((_, i) => outcome(i))
const entries = recordExpectations(results)

t.test('round trip', async t => {
  t.ok(results.filter(r => r.verdict === 'fail').length > 10)
  for (const [i, cell] of cells.entries()) {
    const { verdict, findings } = outcome(i)
    const failed = verdict === 'fail' || verdict === 'flaky'
    const expected = expectationFor(entries, cell)
    t.equal(expected.verdict, failed ? verdict : 'pass', cell.cell.id)
    t.equal(
      expected.finding,
      failed ? findings[0]?.id : undefined,
      cell.cell.id,
    )
    const option = findings[0]?.culprits[0]?.option
    if (option !== undefined)
      t.match(expected.reason, `Decided by Box ${option}=YES.`)
  }
})

t.test('fewer entries than cells, each with a reason', async t => {
  const failed = results.filter(r => ['fail', 'flaky'].includes(r.verdict))
  t.ok(entries.length < failed.length)
  t.ok(entries.every(e => e.reason !== ''))
  const one = recordExpectations(
    cells
      .filter(c => c.cell.scenario === 'plain/one')
      .map(c => resultOf(c, 'fail', [finding('first')])),
  )
  t.equal(one.length, 1, 'a cross product is one entry')
  t.equal(one[0]?.servers.length, 3)
  t.equal(one[0]?.clients.length, 3)
})

t.test('the order in which cells ended does not matter', async t => {
  t.same(recordExpectations([...results].reverse()), entries)
  const shuffled = [...results].sort((a, b) =>
    a.id.slice(7) + a.id < b.id.slice(7) + b.id ? 1 : -1,
  )
  t.same(recordExpectations(shuffled), entries)
})

t.test('nothing failed', async t => {
  t.same(recordExpectations(cells.map(c => resultOf(c, 'pass'))), [])
})
