/** The search for minimal cures, against made-up worlds. */
import t from 'tap'
import {
  searchCures,
  setKey,
  type Probe,
  type SearchRequest,
  type SearchResult,
} from '../../harness/attribute/search.js'
import type { Change } from '../../harness/model.js'

const change = (option: string, to = 'on'): Change => ({
  side: option < 'n' ? 'server' : 'client',
  product: 'Box',
  option,
  from: 'off',
  to,
})

interface State {
  readonly pass?: boolean
  readonly progress?: number
  readonly failure?: string
  readonly suspects?: string
  readonly impossible?: boolean
}

const probeOf = (state: State): Probe => ({
  pass: false,
  progress: 1,
  failure: 'broken',
  impossible: false,
  ...state,
  suspects: Array.from(state.suspects ?? '', o => change(o)),
})

interface Found extends SearchResult {
  readonly tried: readonly string[]
  readonly names: readonly string[]
}

/** One letter is one option; `world` says what a set of them gives. */
const search = async (
  suspects: string,
  world: (set: string, times: number) => State,
  more: Partial<SearchRequest> = {},
): Promise<Found> => {
  const tried: string[] = []
  const result = await searchCures({
    base: probeOf({ suspects }),
    budget: 100,
    maxSize: 3,
    confirmations: 1,
    probe: async changes => {
      const set = changes
        .map(c => c.option)
        .sort()
        .join('')
      tried.push(set)
      return probeOf({
        suspects,
        ...world(set, tried.filter(s => s === set).length),
      })
    },
    ...more,
  })
  return {
    ...result,
    tried,
    names: result.cures
      .map(cure =>
        cure
          .map(c => c.option)
          .sort()
          .join(''),
      )
      .sort(),
  }
}
const has = (set: string, part: string): boolean =>
  Array.from(part).every(o => set.includes(o))
const refuted = (found: Found): string =>
  found.refuted
    .map(c => c.option)
    .sort()
    .join('')

t.test('one change is enough', async t => {
  const found = await search('abc', set => ({ pass: has(set, 'b') }))
  t.same(found.names, ['b'])
  t.equal(refuted(found), 'ac')
  t.equal(found.complete, true)
  t.equal(found.probes, found.tried.length)
  t.equal(found.tried.filter(s => s === 'b').length, 2, 'confirmed')
  t.notOk(
    found.tried.some(s => s.length > 1 && s.includes('b')),
    'minimal',
  )
})

t.test('a pass with nothing changed proves nothing', async t => {
  const found = await search('abc', set => ({
    pass: set === '' || set === 'b',
  }))
  t.same(found.names, [])
  t.equal(found.reproduced, false)
  t.equal(found.complete, false)
  t.equal(refuted(found), '', 'nor does it refute')
  const real = await search('abc', set => ({ pass: set === 'b' }))
  t.equal(real.reproduced, true)
  t.equal(real.tried.filter(s => s === '').length, 1, 'run again as it is')
})

t.test('wider when the suspects do not cure', async t => {
  const wider = [change('x'), change('y')]
  const found = await search('ab', set => ({ pass: has(set, 'x') }), { wider })
  t.same(found.names, ['x'])
  t.equal(refuted(found), 'aby')
  const enough = await search('ab', set => ({ pass: has(set, 'a') }), { wider })
  t.notOk(
    enough.tried.some(s => /[xy]/.test(s)),
    'not where a suspect cures',
  )
})

t.test('two that do nothing alone', async t => {
  const found = await search('abcd', set => ({ pass: has(set, 'ac') }))
  t.same(found.names, ['ac'])
  t.equal(refuted(found), 'bd')
})

t.test('a failure that moves on', async t => {
  // the first seed: the handshake hides what fails at the transfer
  const found = await search('ab', set =>
    /[ab]/.test(set)
      ? {
          progress: 5,
          failure: 'later',
          suspects: 'xy',
          pass: /[ab]/.test(set) && /[xy]/.test(set),
        }
      : { suspects: 'ab' },
  )
  t.same(found.names, ['ax', 'ay', 'bx', 'by'])
  t.equal(refuted(found), '')
  const three = await search('a', set =>
    has(set, 'ax')
      ? { progress: 9, suspects: 'z', pass: has(set, 'axz') }
      : has(set, 'a')
        ? { progress: 5, suspects: 'x' }
        : {},
  )
  t.same(three.names, ['axz'])
  const sameStep = await search('a', set =>
    has(set, 'a')
      ? { failure: 'another', suspects: 'b', pass: has(set, 'ab') }
      : {},
  )
  t.same(sameStep.names, ['ab'], 'another failure at the same step')
  const back = await search('a', set =>
    has(set, 'a') ? { progress: 0, suspects: 'b', pass: has(set, 'ab') } : {},
  )
  t.same(back.names, [], 'an earlier failure is no way on')
})

t.test('no larger than maxSize', async t => {
  const world = (set: string): State => ({
    progress: 1 + set.length,
    suspects: 'abcd',
    pass: has(set, 'abcd'),
  })
  t.same((await search('abcd', world)).names, [])
  t.same((await search('abcd', world, { maxSize: 4 })).names, ['abcd'])
})

t.test('a superset of a cure is dropped', async t => {
  // b alone cures, but is suspected only behind a
  const found = await search('a', set => ({
    progress: 2,
    failure: 'later',
    suspects: 'b',
    pass: has(set, 'b'),
  }))
  t.same(found.names, ['b'])
  const many = await search('abc', set => ({
    pass: has(set, 'a') || has(set, 'bc'),
  }))
  t.same(many.names, ['a', 'bc'])
})

t.test('a planted wrong suspect is refuted', async t => {
  const found = await search('wb', set => ({ pass: set === 'b' }))
  t.same(found.names, ['b'])
  t.equal(refuted(found), 'w')
  const worse = await search('wb', set => ({
    pass: set === 'b',
    progress: set.includes('w') ? 0 : 1,
  }))
  t.equal(refuted(worse), 'w', 'also one that makes it worse')
})

t.test('what cannot be run is neither cure nor refuted', async t => {
  const found = await search('abc', set =>
    set.includes('a')
      ? { impossible: true, progress: 9 }
      : { pass: set === 'b' },
  )
  t.same(found.names, ['b'])
  t.equal(refuted(found), 'c')
  t.same(found.tried, ['a', 'b', '', 'b', 'c'], 'nothing is tried on top of it')
})

t.test('the budget ends it', async t => {
  const world = (set: string): State => ({ pass: has(set, 'ad') })
  const whole = await search('abcd', world)
  t.equal(whole.complete, true)
  for (let budget = 0; budget < whole.probes; budget += 1) {
    const found = await search('abcd', world, { budget })
    t.equal(found.complete, false, `${budget} reruns`)
    t.equal(found.probes, budget)
    t.same(found.tried, whole.tried.slice(0, budget))
  }
  const exact = await search('abcd', world, { budget: whole.probes })
  t.equal(exact.complete, true)
  const unconfirmed = await search('a', () => ({ pass: true }), { budget: 1 })
  t.same(unconfirmed.names, [], 'no cure without its confirmation')
})

t.test('a cure that does not confirm is dropped', async t => {
  const found = await search('ab', (set, times) => ({
    pass: has(set, 'a') && times === 1 && set === 'a',
  }))
  t.same(found.names, [])
  t.equal(found.complete, true)
  const more = await search(
    'ab',
    (set, times) => ({ pass: set === 'b' && times < 3 }),
    { confirmations: 3 },
  )
  t.same(more.names, [], 'the third time')
  const hidden = await search('ab', (set, times) => ({
    pass: set === 'ab' || (set === 'a' && times === 1),
  }))
  t.same(hidden.names, ['ab'], 'chance does not hide the real cure')
})

t.test('one option is not changed twice in a set', async t => {
  const twice = [change('a', 'x'), change('a', 'y')]
  const sets: string[] = []
  await searchCures({
    base: { ...probeOf({}), suspects: twice },
    budget: 50,
    maxSize: 3,
    confirmations: 1,
    probe: async set => {
      sets.push(setKey(set))
      return { ...probeOf({ progress: 2 }), suspects: twice }
    },
  })
  t.equal(sets.length, 2)
})

t.test('the same world gives the same search', async t => {
  const world = (set: string): State => ({
    progress: set.length,
    suspects: 'abcdef',
    pass: has(set, 'ad') || has(set, 'bce'),
  })
  const first = await search('abcdef', world)
  t.same(first.names, ['ad', 'bce'])
  t.same(await search('abcdef', world), first)
  t.equal(
    new Set(first.tried).size + first.names.length,
    first.tried.length,
    'no set is run twice, but for its confirmation',
  )
})
