/** What a cell is known to give, and files that cannot be believed. */
import t from 'tap'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  expectationFor,
  readExpectations,
  type Expectation,
} from '../harness/expectations.js'
import type { Expected } from '../harness/model.js'
import type { PlannedCell } from '../harness/plan.js'
import { fake, planned, thrown } from './fake.js'

const entry = (more: Partial<Expectation>): Expectation => ({
  scenarios: ['*'],
  servers: ['*'],
  clients: ['*'],
  verdict: 'fail',
  reason: 'made up',
  ...more,
})

const cells = await planned(fake(), {
  servers: ['box', 'box[size=20]'],
  scenarios: ['plain', 'grid/levels'],
})
const cellOf = (id: string): PlannedCell => {
  const found = cells.find(c => c.cell.id === id)
  if (found === undefined) throw new Error(`no cell ${id}`)
  return found
}
const expected = (entries: readonly Expectation[], id: string): Expected =>
  expectationFor(entries, cellOf(id))

t.test('nothing known is a pass', async t => {
  t.match(expected([], 'plain/one @ box × good'), { verdict: 'pass' })
})

t.test('the last match wins', async t => {
  const entries = [
    entry({ finding: 'first', reason: 'one' }),
    entry({ clients: ['good'], verdict: 'flaky', reason: 'two' }),
    entry({ scenarios: ['plain/two'], verdict: 'pass', reason: 'three' }),
  ]
  t.same(expected(entries, 'plain/one @ box × good'), {
    verdict: 'flaky',
    reason: 'two',
  })
  t.same(expected(entries, 'plain/one @ box × only-p'), {
    verdict: 'fail',
    finding: 'first',
    reason: 'one',
  })
  t.equal(expected(entries, 'plain/two @ box × good').reason, 'three')
})

t.test('a cross product of names and globs', async t => {
  const entries = [
    entry({
      scenarios: ['plain/one', 'grid/levels[level=P,*'],
      servers: ['box[size=20]'],
      clients: ['good', 'nobody'],
    }),
  ]
  t.same(
    cells
      .filter(c => expectationFor(entries, c).verdict === 'fail')
      .map(c => c.cell.id),
    [
      'plain/one @ box[size=20] × good',
      'grid/levels[level=P,tls=1.2] @ box[size=20] × good',
      'grid/levels[level=P,tls=1.3] @ box[size=20] × good',
    ],
  )
  t.equal(
    expected([entry({ servers: ['bo'] })], 'plain/one @ box × good').verdict,
    'pass',
    'a whole name, not its beginning',
  )
})

t.test('only for one backend of the server', async t => {
  const id = 'plain/one @ box × good'
  t.equal(expected([entry({ backend: 'process' })], id).verdict, 'pass')
  t.equal(expected([entry({ backend: 'embedded' })], id).verdict, 'fail')
  t.equal(
    expected([entry({}), entry({ backend: 'docker', verdict: 'flaky' })], id)
      .verdict,
    'fail',
    'falls through to the entry before',
  )
})

t.test('files', async t => {
  const folder = t.testdir()
  const file = (text: string): string => {
    const path = join(folder, 'known.json')
    writeFileSync(path, text)
    return path
  }
  t.same(readExpectations(file(JSON.stringify([entry({})]))), [entry({})])
  t.same(readExpectations(file('[]')), [])
  const refused = (text: string): ReturnType<typeof thrown> =>
    thrown(() => readExpectations(file(text)))
  t.match(
    thrown(() => readExpectations(join(folder, 'none.json'))),
    { code: 'FI_FILE', exitCode: 2, message: /none\.json/ },
  )
  t.match(refused('{'), { code: 'FI_FILE', message: /known\.json/ })
  t.match(refused('{}'), { code: 'FI_FILE', message: /not a JSON array/ })
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [null, /is not an object/],
    ['text', /is not an object/],
    [{ ...entry({}), scenarios: undefined }, /has no scenarios/],
    [{ ...entry({}), servers: [] }, /has no servers/],
    [{ ...entry({}), clients: 'curl' }, /has no clients/],
    [{ ...entry({}), clients: [5] }, /has no clients/],
    [{ ...entry({}), verdict: 'skipped' }, /has verdict "skipped"/],
    [{ ...entry({}), verdict: undefined }, /has verdict/],
    [{ ...entry({}), reason: ' ' }, /has no reason/],
    [{ ...entry({}), reason: 5 }, /has no reason/],
    [{ ...entry({}), finding: 5 }, /has finding 5/],
    [{ ...entry({}), backend: 'dokcer' }, /has backend "dokcer"/],
  ]
  for (const [bad, message] of wrong) {
    const error = refused(JSON.stringify([entry({}), bad]))
    t.match(error, { code: 'FI_DECLARATION', exitCode: 2, message })
    t.match(error.message, /known\.json\[1\]/, 'names the entry')
  }
})
