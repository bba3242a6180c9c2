/** Two runs held to each other: what counts as a difference and what not. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  compareRuns,
  comparedCells,
  pairCells,
  unlisted,
} from '../../harness/compare/comparison.js'
import { differencesOf } from '../../harness/compare/differences.js'
import {
  helloDifference,
  helloShape,
} from '../../harness/compare/hello-shape.js'
import {
  ownKnownDifferences,
  readKnownDifferences,
  type KnownDifference,
} from '../../harness/compare/known.js'
import {
  comparisonJson,
  comparisonMarkdown,
  comparisonText,
} from '../../harness/compare/render.js'
import { subjects } from '../../harness/compare/sides.js'
import { discover } from '../../harness/discover.js'
import type {
  CellResult,
  Event,
  EventBody,
  JournalEntry,
} from '../../harness/model.js'
import { cli } from '../program.js'
import { thrown } from '../fake.js'
import { hello } from '../reports/sample-events.js'
import { cell } from '../reports/sample.js'
import { passing, refusing } from '../reports/sample-sessions.js'

const base = t.testdir()

const good = (more: Partial<CellResult> = {}): CellResult =>
  cell({
    scenario: 'auth/tls',
    client: 'modern-openssl',
    verdict: 'pass',
    more: { ...passing(), ...more },
  })

const changed = (
  result: CellResult,
  change: (body: EventBody) => EventBody | null,
): CellResult => ({
  ...result,
  events: result.events.flatMap((event): Event[] => {
    const body = change(event.body)
    return body === null ? [] : [{ ...event, body }]
  }),
})

const told = (left: CellResult, right: CellResult): readonly string[] =>
  differencesOf([left], [right]).differences.map(
    d => `${d.aspect} ${d.place}: ${d.left} | ${d.right}`,
  )

t.test('a run does not differ from itself', async t => {
  t.same(told(good(), good()), [])
})

t.test('each aspect is seen, with its place and both values', async t => {
  const left = good()
  const cases: readonly (readonly [string, CellResult, RegExp])[] = [
    ['verdict', { ...left, verdict: 'fail' }, /^verdict : pass \| fail$/],
    [
      'findings',
      { ...left, findings: refusedFindings },
      /^findings : none \| data-session-not-reused$/,
    ],
    [
      'reply code',
      changed(left, b =>
        b.kind === 'reply' && b.code === 226 ? { ...b, code: 250 } : b,
      ),
      /^reply control 1 \w+: 150 226 \| 150 250$/,
    ],
    [
      'commands',
      changed(left, b =>
        b.kind === 'command' && b.verb === 'PROT' ? { ...b, argument: 'C' } : b,
      ),
      /^commands control 1: .*PROT P.* \| .*PROT C/,
    ],
    [
      'resumption',
      changed(left, b =>
        b.kind === 'tls' && b.fact.is === 'server-hello'
          ? { ...b, fact: { ...b.fact, pskSelected: false } }
          : b,
      ),
      /^resumed data 1: resumed \| full, offered \w+$/,
    ],
    [
      'close_notify',
      changed(left, b =>
        b.kind === 'tls' &&
        b.sender === 'client' &&
        b.fact.is === 'close-notify'
          ? null
          : b,
      ),
      /^close-notify (?:control|data) 1: .*client.* \| (?:server|nobody)$/,
    ],
    [
      'FIN and RST',
      changed(left, b => (b.kind === 'close' ? { ...b, how: 'rst' } : b)),
      /^close (?:control|data) 1: FIN first by the \w+ \| RST first by the \w+$/,
    ],
    [
      'shape of the ClientHello',
      changed(left, b =>
        b.kind === 'tls' && b.fact.is === 'client-hello'
          ? { ...b, fact: { ...b.fact, ciphers: [0x1301] } }
          : b,
      ),
      /^hello control 1: t1\S+ \| t1\S+-c1:/,
    ],
  ]
  for (const [what, right, wanted] of cases) {
    const found = told(left, right)
    t.ok(
      found.some(line => wanted.test(line)),
      what,
      { found },
    )
  }
})

const refusedFindings = cell({
  scenario: 'auth/tls',
  client: 'modern-openssl',
  verdict: 'fail',
  more: refusing(),
}).findings.concat([
  {
    id: 'data-session-not-reused',
    phase: 'data-tls',
    severity: 'fault',
    statement: 'x',
    certainty: 'inferred',
    culprits: [],
    evidence: [],
  },
])

t.test('only what both runs could see is compared', async t => {
  const left = good()
  const blind = {
    ...left,
    events: left.events.filter(e => e.from !== 'server-wire'),
  }
  t.same(told(left, blind), [])
  const flaky = { ...left, verdict: 'flaky' as const, runs: mixed }
  t.same(told(flaky, { ...left, verdict: 'fail', runs: mixed }), [])
})

const mixed = (['pass', 'fail'] as const).map(verdict => ({
  verdict,
  durationMs: 1,
}))

t.test('what agrees in one run of several is a race', async t => {
  const fails = good({ verdict: 'fail' })
  const { differences, varying } = differencesOf(
    [good(), good()],
    [fails, good()],
  )
  t.same(differences, [])
  t.match(varying, [{ aspect: 'verdict', left: 'pass', right: 'fail or pass' }])
  t.match(differencesOf([good(), good()], [fails, fails]).differences, [
    { aspect: 'verdict', left: 'pass', right: 'fail' },
  ])
})

const entry = (more: Partial<KnownDifference> = {}): KnownDifference => ({
  scenarios: ['auth/*'],
  servers: ['vsftpd*'],
  clients: ['*'],
  aspect: 'verdict',
  reason: 'Known & <b>explained</b>.',
  ...more,
})

t.test(
  'listed differences count for nothing, outdated ones are told',
  async t => {
    const matched = pairCells([good()], [good({ verdict: 'fail' })])
    const open = compareRuns(matched, [])
    t.equal(unlisted(open), 1)
    t.match(open.agreements, [{ compared: 1, same: 0, explained: 0 }])
    const explained = compareRuns(matched, [entry()])
    t.equal(unlisted(explained), 0)
    t.match(explained.agreements, [{ compared: 1, same: 0, explained: 1 }])
    t.same(explained.outdated, [])
    for (const other of [
      entry({ aspect: 'reply' }),
      entry({ scenarios: ['reuse/*'] }),
      entry({ left: 'fail' }),
      entry({ right: 'pass' }),
      entry({ place: 'data *' }),
    ])
      t.equal(unlisted(compareRuns(matched, [other])), 1, other)
    const same = pairCells([good()], [good()])
    t.match(compareRuns(same, [entry()]).outdated, [{ cells: 1 }])
    t.same(compareRuns(same, [entry({ race: true })]).outdated, [])
    t.same(compareRuns(same, [entry({ clients: ['curl'] })]).outdated, [])
  },
)

t.test('of a race every outcome has to be listed', async t => {
  const matched = {
    pairs: [
      {
        id: good().id,
        left: [good(), good()],
        right: [good({ verdict: 'fail' }), good({ verdict: 'error' })],
      },
    ],
    missing: [],
  }
  const [fail, error] = [entry({ right: 'fail' }), entry({ right: 'error' })]
  for (const known of [[], [fail], [error]])
    t.equal(unlisted(compareRuns(matched, known)), 1, { known })
  const both = compareRuns(matched, [{ ...fail, reason: 'Or fails.' }, error])
  t.equal(unlisted(both), 0)
  t.match(both.cells, [
    {
      listed: [
        {
          left: 'pass',
          right: 'error or fail',
          reason: `Or fails. ${error.reason}`,
        },
      ],
    },
  ])
  t.same(both.outdated, [])
})

t.test('cells that did not run are told, not compared', async t => {
  const idle = good({ verdict: 'unsupported', reason: 'it has no MLSD' })
  const comparison = compareRuns(pairCells([good()], [idle]), [])
  t.equal(comparedCells(comparison), 0)
  t.same(comparison.notCompared, [
    { reason: 'unsupported on the right: it has no MLSD', cells: 1 },
  ])
  t.match([...comparisonText(comparison)].join(''), /Nothing was compared/)
  const lonely = compareRuns(pairCells([good()], []), [])
  t.same(lonely.notCompared, [{ reason: 'only in the left run', cells: 1 }])
})

t.test('text, Markdown and JSON name the cell and both values', async t => {
  const hostile = good({ verdict: 'fail', id: `${good().id}\u001b[31m<b>` })
  const comparison = compareRuns(
    {
      pairs: [{ id: hostile.id, left: [good()], right: [hostile] }],
      missing: [],
    },
    [],
  )
  const text = [...comparisonText(comparison)].join('')
  t.match(text, /verdict {2}\(1\)\n {4}left {3}pass\n {4}right {2}fail\n/)
  t.match(text, /✕ 1 unlisted differences in 1 of 1 cells/)
  const markdown = [...comparisonMarkdown(comparison)].join('')
  t.match(markdown, /\| verdict \| pass \| fail \|/)
  for (const one of [text, markdown, comparisonJson(comparison)])
    t.notMatch(one, /\u001b/)
  t.notMatch(markdown, /<b>/)
  t.match(JSON.parse(comparisonJson(comparison)), {
    schema: 'ftps-interop/compare@1',
    cells: [{ unlisted: [{ aspect: 'verdict', left: 'pass', right: 'fail' }] }],
  })
})

t.test('the shape of a ClientHello', async t => {
  const one = hello({ serverName: 'localhost' })
  const shape = helloShape(one)
  t.match(shape, /^t1[0-3]d-c\d+:\w{6}-x\d+:\w+-g\d+:\w+-s\d+:\w+$/)
  t.equal(
    helloShape(
      hello({
        ...one,
        // GREASE, then what comes and goes with a resumed session
        ciphers: [0x0a0a, ...one.ciphers],
        extensions: [0x1a1a, ...one.extensions, 41, 42, 44, 21],
        sessionId: '00',
      }),
    ),
    shape,
    'is of the client, not of the moment',
  )
  t.equal(
    helloShape(hello({ ...one, extensions: one.extensions.toReversed() })),
    shape,
    'the order of extensions decides nothing',
  )
  const other = hello({ ...one, ciphers: one.ciphers.toReversed() })
  t.not(helloShape(other), shape, 'the order of cipher suites does')
  t.equal(helloDifference(one, other), 'cipher suites: another order')
  t.match(
    helloDifference(one, hello({ ...one, ciphers: [...one.ciphers, 5] })),
    /^cipher suites: only right \S*RC4/,
  )
  t.match(helloShape(hello({ ...one, alpn: ['ftp'] })), /^t1[0-3]d\+ftp-/)
})

t.test('known differences are read with care', async t => {
  t.ok(ownKnownDifferences().length > 0)
  const path = join(base, 'known.json')
  for (const [content, code] of [
    ['{', 'FI_FILE'],
    ['{}', 'FI_FILE'],
    ['[{}]', 'FI_DECLARATION'],
    [JSON.stringify([{ ...entry(), reason: '' }]), 'FI_DECLARATION'],
    [JSON.stringify([{ ...entry(), aspect: 'colour' }]), 'FI_DECLARATION'],
  ] as const) {
    writeFileSync(path, content)
    t.equal(thrown(() => readKnownDifferences(path)).code, code, content)
  }
})

t.test('what can be compared follows from the catalogue', async t => {
  const names = subjects(await discover()).map(s => s.profile.id)
  t.ok(names.includes('vsftpd'))
  t.notOk(names.includes('rfc4217'), 'stands for no product')
  t.notOk(names.includes('never-resumes'))
})

t.test('two journals, and a mistake of the user', async t => {
  const ran = await cli(base, [
    'run',
    '--scenario=auth/tls-off,reuse/none-offered',
    '--server=vsftpd',
    '--client=modern-openssl',
    '--attribute=none',
    '--out=a',
    '--quiet',
  ])
  t.equal(ran.code, 0, ran.err)
  const a = join(base, 'a', 'run.jsonl')
  const lines = readFileSync(a, 'utf8').trim().split('\n')
  const entries = lines.map(line => JSON.parse(line) as JournalEntry)
  mkdirSync(join(base, 'b'))
  writeFileSync(
    join(base, 'b', 'run.jsonl'),
    entries
      .map(e =>
        e.type === 'cell-end' && e.cell.scenario === 'reuse/none-offered'
          ? { ...e, cell: { ...e.cell, findings: [] } }
          : e,
      )
      .map(e => JSON.stringify(e))
      .join('\n'),
  )
  const same = await cli(base, ['compare', 'a/run.jsonl', 'a/run.jsonl'])
  t.equal(same.code, 0, same.err)
  t.match(same.out, /✓ 2 cells compared: no difference/)
  const differs = await cli(base, [
    'compare',
    'a/run.jsonl',
    'b/run.jsonl',
    '--report=json=out/c.json',
    '--report=text',
  ])
  t.equal(differs.code, 1, differs.err)
  t.match(differs.out, /findings {2}\(1\)\n {4}left {3}data-session-not-reused/)
  t.match(differs.out, /in {5}reuse\/none-offered @ vsftpd × modern-openssl/)
  t.match(JSON.parse(readFileSync(join(base, 'out', 'c.json'), 'utf8')), {
    agreements: [{ compared: 2, same: 1 }],
  })
  const mistakes: readonly (readonly [string[], RegExp])[] = [
    [['vsftp'], /no server or client "vsftp"[^]*vsftpd/],
    [['rfc4217'], /no real counterpart[^]*vsftpd/],
    [['a/run.jsonl'], /two journals/],
    [['a/run.jsonl', 'a/run.jsonl', '--report=xml'], /"xml"/],
  ]
  for (const [args, says] of mistakes) {
    const wrong = await cli(base, ['compare', ...args])
    t.equal(wrong.code, 2, args.join(' '))
    t.match(wrong.err, says)
  }
})
