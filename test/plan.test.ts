/** Which cells there are, what they are called, which cannot run and why. */
import t from 'tap'
import { listenerKey, replan } from '../harness/plan.js'
import type { Selection } from '../harness/selection.js'
import { fake, planned, planning } from './fake.js'

const made = fake()
const ids = async (selection: Partial<Selection>): Promise<string[]> =>
  (await planned(made, selection)).map(p => p.cell.id)

const refusals = async (selection: Partial<Selection>): Promise<unknown[]> =>
  (await planned(made, selection)).map(p => [
    p.cell.id,
    p.refusal?.verdict ?? null,
    p.refusal?.reason ?? null,
  ])

const one = { servers: ['box'], clients: ['good'] }

t.test('ids', async t => {
  t.same(await ids({ ...one, scenarios: ['grid/levels'] }), [
    'grid/levels[level=C,tls=1.2] @ box × good',
    'grid/levels[level=P,tls=1.2] @ box × good',
    'grid/levels[level=C,tls=1.3] @ box × good',
    'grid/levels[level=P,tls=1.3] @ box × good',
  ])
  t.same(
    await ids({
      scenarios: ['plain/one'],
      servers: ['box[*]', 'box[version=1.0]', 'box[reuse=YES]'],
      clients: ['good[mode=a]', 'good[mode=b]'],
    }),
    [
      'plain/one @ box × good',
      'plain/one @ box × good[mode=b]',
      'plain/one @ box[size=20] × good',
      'plain/one @ box[size=20] × good[mode=b]',
      'plain/one @ box[version=1.0] × good',
      'plain/one @ box[version=1.0] × good[mode=b]',
    ],
    'defaults are left out, a cell comes once',
  )
  const all = await ids({})
  t.equal(new Set(all).size, all.length)
  t.equal(all.length, 8 * 2 * 2, 'without what is opt-in and without mail')
  t.ok((await ids({ ...one, optIn: true })).some(i => i.startsWith('extra/')))
  t.same(await ids({ ...one, scenarios: ['extra'] }), [
    'extra/slow @ box × good',
  ])
})

t.test('--scenario', async t => {
  const count = async (scenario: string): Promise<number> =>
    (await ids({ ...one, scenarios: [scenario] })).length
  t.equal(await count('plain'), 3)
  t.equal(await count('plain/*o*'), 3)
  t.equal(await count('plain/one'), 1)
  t.equal(await count('grid/levels[level=C,tls=1.2]'), 1)
  t.equal(await count('*[level=C,*'), 2)
})

t.test('--only', async t => {
  const whole = await ids({})
  for (const id of whole) t.same(await ids({ only: [id] }), [id], id)
  t.same(await ids({ only: ['plain/one @ box[size=7] x good[mode=b]'] }), [
    'plain/one @ box[size=7] × good[mode=b]',
  ])
  t.same(
    await ids({ only: ['plain/one @ box[size=10,reuse=YES] x good'] }),
    ['plain/one @ box × good'],
    'a default that is written out is the same cell',
  )
  t.same(
    await ids({ only: ['plain/one @ box × *'] }),
    ['plain/one @ box × good', 'plain/one @ box × only-p'],
    'a glob of cells',
  )
  t.same(
    (
      await ids({
        only: ['plain/one @ box[size=7] × good', 'plain/two @ box × g*'],
      })
    ).sort(),
    ['plain/one @ box[size=7] × good', 'plain/two @ box × good'],
    'both kinds together',
  )
  t.same(
    await ids({ only: ['plain/one @ box[size=7] × good[path=*A*/*]'] }),
    ['plain/one @ box[size=7] × good[path=*A*/*]'],
    'a * in a value of the id',
  )
  t.same(await ids({ only: ['plain/one @ box[size=7] × *nobody*'] }), [])
  t.same(await ids({ only: ['extra/slow @ box × good'] }), [
    'extra/slow @ box × good',
  ])
})

t.test('what cannot run is planned with its reason', async t => {
  t.same(
    await refusals({ ...one, scenarios: ['grid/no-tls'] }),
    [['grid/no-tls @ box × good', 'unsupported', 'box cannot do without TLS']],
    'realise',
  )
  t.same(
    await refusals({
      servers: ['box'],
      clients: ['only-p', 'only-p[mode=b]'],
      scenarios: ['grid/levels[level=C,tls=1.2]'],
    }),
    [
      [
        'grid/levels[level=C,tls=1.2] @ box × only-p',
        'unsupported',
        'only PROT P',
      ],
      ['grid/levels[level=C,tls=1.2] @ box × only-p[mode=b]', null, null],
    ],
    'supports, which knows the options',
  )
  t.same(
    await refusals({
      clients: ['good'],
      servers: ['box[version=1.0]'],
      scenarios: ['plain/one', 'plain/loose'],
    }),
    [
      ['plain/one @ box[version=1.0] × good', null, null],
      [
        'plain/loose @ box[version=1.0] × good',
        'unsupported',
        'box 1.0 has no reuse (since 1.5)',
      ],
    ],
    'an option that the version lacks',
  )
  t.same(
    await refusals({
      servers: ['box'],
      clients: ['absent'],
      scenarios: ['plain/one'],
    }),
    [
      [
        'plain/one @ box × absent',
        'skipped',
        'absent (real): absent is not installed',
      ],
    ],
    'a client that is not here',
  )
  t.match(
    await refusals({ ...one, backend: 'process', scenarios: ['plain/one'] }),
    [['plain/one @ box × good', 'skipped', /boxd is not installed/]],
    'a server that is not here',
  )
})

t.test('the user overrides the scenario, and the id tells', async t => {
  const [plain, strict] = await planned(made, {
    servers: ['box', 'box[reuse=YES]'],
    clients: ['good'],
    scenarios: ['plain/loose'],
  })
  t.equal(plain?.cell.id, 'plain/loose @ box × good')
  t.same(plain?.listener?.options, { reuse: 'NO' })
  t.equal(strict?.cell.id, 'plain/loose @ box[reuse=YES] × good')
  t.same(strict?.listener?.options, { reuse: 'YES' })
  const set = await planned(made, {
    ...one,
    scenarios: ['plain/loose', 'plain/one'],
    set: ['box.reuse=YES', 'good.mode=b'],
  })
  t.same(
    set.map(p => [p.cell.id, p.listener?.options['reuse']]),
    [
      ['plain/one @ box × good[mode=b]', 'YES'],
      ['plain/loose @ box[reuse=YES] × good[mode=b]', 'YES'],
    ],
  )
  if (plain === undefined) return
  const changed = replan(plain, { server: { reuse: 'YES' }, client: {} })
  t.equal(changed.cell.id, strict?.cell.id, 'a change is the same cell')
  t.not(listenerKey(changed), listenerKey(plain))
})

t.test('cells are listed one by one', async t => {
  let asked = 0
  const { catalogue } = fake()
  const [box] = catalogue.servers.values()
  if (box === undefined) return t.fail('no server')
  const counting = {
    ...box,
    realise: (...args: Parameters<typeof box.realise>) => {
      asked += 1
      return box.realise(...args)
    },
  }
  const cells = await planning(
    { catalogue: { ...catalogue, servers: new Map([['box', counting]]) } },
    {},
  )
  t.equal(asked, 0)
  cells.next()
  cells.next()
  t.equal(asked, 2)
})
