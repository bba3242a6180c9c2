/** How often a cell runs. */
import t from 'tap'
import type { CellResult } from '../harness/model.js'
import { timesFor } from '../harness/run/repeat.js'

const rules = [{ id: 'a-race', race: true }, { id: 'a-fault' }]
const ran = (
  verdict: CellResult['verdict'],
  ...ids: readonly string[]
): Pick<CellResult, 'verdict' | 'findings'> => ({
  verdict,
  findings: ids.map(id => ({
    id,
    phase: 'data-close',
    severity: 'fault',
    statement: id,
    certainty: 'stated',
    culprits: [],
    evidence: [],
  })),
})

t.test('once, or as often as its scenario says', async t => {
  t.equal(timesFor({}, rules, []), 1)
  t.equal(timesFor({}, rules, [ran('fail', 'a-fault')]), 1)
  t.equal(timesFor({ repeat: 3 }, rules, [ran('pass')]), 3)
})

t.test('what fails by a race runs again', async t => {
  t.equal(timesFor({}, rules, [ran('fail', 'a-race', 'a-fault')]), 4)
  t.equal(timesFor({}, rules, [ran('fail', 'a-race'), ran('pass')]), 4)
  t.equal(timesFor({ repeat: 6 }, rules, [ran('fail', 'a-race')]), 6)
})

t.test('a race that decided nothing changes nothing', async t => {
  t.equal(timesFor({}, rules, [ran('fail', 'a-fault', 'a-race')]), 1)
  t.equal(timesFor({}, rules, [ran('pass', 'a-race')]), 1)
})
