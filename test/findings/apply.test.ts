/** Which findings stay, in which order, and whom they accuse. */
import t from 'tap'
import { discover } from '../../harness/discover.js'
import type { Match, Option, Rule, ServerProfile } from '../../harness/model.js'
import { applyRules, culpritsOf } from '../../harness/rules/apply.js'
import { Story } from './story.js'

const rule = (
  id: string,
  match: Partial<Match>,
  more: Partial<Rule> = {},
): Rule => ({
  id,
  phase: 'login',
  severity: 'fault',
  title: id,
  explanation: '',
  references: [],
  find: () => [{ statement: id, certainty: 'stated', evidence: [], ...match }],
  ...more,
})

const ids = (...rules: readonly Rule[]): string[] =>
  applyRules(rules, new Story().transcript(), {}).map(f => f.id)

t.test('order: severity, then time, then phase, then id', async t => {
  t.strictSame(
    ids(
      rule('note', { at: 1 }, { severity: 'note' }),
      rule('warning', { at: 1 }, { severity: 'warning' }),
      rule('late', { at: 9 }),
      rule('b', { at: 2 }),
      rule('a', { at: 2 }),
      rule('earlier-phase', { at: 2, phase: 'auth' }),
    ),
    ['earlier-phase', 'a', 'b', 'late', 'warning', 'note'],
  )
})

t.test('what a raised rule supersedes goes', async t => {
  const general = rule('general', { at: 1 })
  const exact = rule('exact', { at: 2 }, { supersedes: ['general'] })
  t.strictSame(ids(general, exact), ['exact'])
  const silent = { ...exact, find: () => [] }
  t.strictSame(ids(general, silent), ['general'])
})

t.test('a rule speaks once, of the first place', async t => {
  const twice = rule('twice', {})
  const match = twice.find(new Story().transcript())[0]
  if (match === undefined) throw new Error('no match')
  const [found, ...rest] = applyRules(
    [
      {
        ...twice,
        find: () => [
          { ...match, at: 5, statement: 'second' },
          { ...match, at: 3, statement: 'first', certainty: 'inferred' },
        ],
      },
    ],
    new Story().transcript(),
    {},
  )
  t.equal(found?.statement, 'first')
  t.equal(found?.certainty, 'inferred')
  t.strictSame(rest, [])
})

t.test('rules neither supersede themselves nor one another', async t => {
  const { rules } = await discover()
  for (const { id, supersedes = [] } of rules.values())
    for (const other of supersedes) {
      t.ok(rules.has(other), `${id}: ${other} exists`)
      t.notOk(
        rules.get(other)?.supersedes?.includes(id) === true,
        `${id} and ${other} do not drop each other`,
      )
    }
})

const { servers } = await discover()

const profile = (options: Readonly<Record<string, Option>>): ServerProfile => {
  const vsftpd = servers.get('vsftpd')
  if (vsftpd === undefined) throw new Error('no vsftpd')
  return {
    ...vsftpd,
    options,
    configurationLine: (name, value) => `${name}=${value}`,
  }
}

const option = (
  securityCost: 'none' | 'low' | 'high',
  more: Partial<Option> = {},
  since?: string,
): Option => ({
  effect: '',
  type: 'choice',
  values: ['YES', 'NO'],
  default: 'YES',
  reference: '',
  cures: [
    {
      finding: 'f',
      to: 'NO',
      when: ['YES'],
      securityCost,
      exposes: '',
      ...(since === undefined ? {} : { since }),
    },
  ],
  ...more,
})

const accused = (
  options: Readonly<Record<string, Option>>,
  set: Readonly<Record<string, string>> = {},
): string[] =>
  culpritsOf('f', {
    server: { profile: profile(options), version: '3.0.3', options: set },
  }).map(c => c.line)

t.test('culprits are named safest first', async t => {
  t.strictSame(
    accused({ a: option('high'), b: option('none'), c: option('low') }),
    ['b=NO', 'c=NO', 'a=NO'],
  )
})

t.test('an option is accused only where it can be to blame', async t => {
  t.strictSame(accused({ a: option('none') }, { a: 'NO' }), [], 'cured')
  t.strictSame(accused({ a: option('none') }, { a: 'MAYBE' }), [], 'not when')
  t.strictSame(accused({ a: option('none', { since: '3.0.4' }) }), [], 'later')
  t.strictSame(accused({ a: option('none', { until: '3.0.2' }) }), [], 'gone')
  t.strictSame(accused({ a: option('none', {}, '3.0.4') }), [], 'no effect yet')
  t.strictSame(
    accused({
      a: option('none', { default: { '2.0.0': 'YES', '3.0.0': 'NO' } }),
    }),
    [],
    'the default of this version',
  )
})

t.test('findings carry culprits of both sides', async t => {
  const [found] = applyRules([rule('f', {})], new Story().transcript(), {
    server: {
      profile: profile({ a: option('low') }),
      version: '3.0.3',
      options: {},
    },
    client: {
      profile: profile({ z: option('none') }),
      version: '3.0.3',
      options: {},
    },
  })
  t.strictSame(
    found?.culprits.map(c => [c.side, c.value, c.line]),
    [
      ['client', 'YES', 'z=NO'],
      ['server', 'YES', 'a=NO'],
    ],
  )
})
