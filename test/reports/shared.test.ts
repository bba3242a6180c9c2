/** What all formats share: text, story, strip, dialogue, groups, matrix. */
import t from 'tap'
import type { CellResult, StepOutcome } from '../../harness/model.js'
import { hardening, hardeningText } from '../../reports/shared/hardening.js'
import { blockText } from '../../reports/shared/block.js'
import { card } from '../../reports/shared/card.js'
import { dialogue } from '../../reports/shared/dialogue.js'
import { groups } from '../../reports/shared/group.js'
import { escapeMarkup } from '../../reports/shared/markup.js'
import { letterAreas, matrix } from '../../reports/shared/matrix.js'
import { seenOnlyBy, story } from '../../reports/shared/story.js'
import { strip } from '../../reports/shared/strip.js'
import { columns, duration, oneLine, wrap } from '../../reports/shared/text.js'
import {
  command,
  listing,
  login,
  recorder,
  refusedRequest,
  reply,
  tls,
} from './sample-events.js'
import { cell, sample } from './sample.js'

const withEvents = (
  events: CellResult['events'],
  more: Partial<CellResult> = {},
): CellResult =>
  cell({
    scenario: 'data/list',
    client: 'curl',
    verdict: 'fail',
    more: { events, ...more },
  })

const telling = (c: CellResult): string => dialogue(story(c)).join('   ')

t.test('text', async t => {
  t.equal(oneLine('a\r\n  b\tc\u001b[0m\u200b'), 'a ⏎ b c\\x1b[0m\\u{200b}')
  t.equal(oneLine('x\ud800y'), 'x\ufffdy')
  t.equal(columns('é漢字'), 5)
  t.equal(columns('e\u0301'), 1)
  t.same(wrap('aaa bbb ccc', 8), ['aaa bbb', 'ccc'])
  t.same(wrap('x'.repeat(20), 8), ['xxxxxxxx', 'xxxxxxxx', 'xxxx'])
  t.same(wrap('', 8), [''])
  t.equal(duration(4.4), '4 ms')
  t.equal(duration(4123), '4.1 s')
  t.equal(duration(125_000), '2 min 5 s')
  t.equal(
    escapeMarkup('<a b="c\'&">\u0001'),
    '&lt;a b=&quot;c&#39;&amp;&quot;&gt;',
  )
})

t.test('what both ends saw is one line', async t => {
  const r = recorder()
  login(r)
  const lines = story(withEvents(r.events))
  const auth = lines.filter(l => l.text === 'AUTH TLS')
  t.equal(auth.length, 1)
  t.same(auth[0]?.seen, ['client-wire', 'server-wire'])
})

t.test('the same command twice is two lines', async t => {
  const r = recorder()
  r.both(command('NOOP'))
  r.both(command('NOOP'))
  t.equal(story(withEvents(r.events)).length, 2)
})

t.test('what one of two ends saw says so', async t => {
  const r = recorder()
  r.both(command('PASV'))
  r.at('server-wire', reply(227, 'ok'))
  const lines = story(withEvents(r.events))
  const [, second] = lines
  if (second === undefined) throw new Error('the reply is missing')
  const vantages = new Set(r.events.map(e => e.from))
  t.same(
    lines.map(l => seenOnlyBy(l, vantages)),
    [null, 'server'],
  )
  t.equal(
    seenOnlyBy(second, new Set(['server-wire'])),
    null,
    'with one tap there is nothing to compare',
  )
})

t.test('equal ports are one data connection', async t => {
  const open = (serverPort: number) =>
    ({ kind: 'open', dialled: 'client', clientPort: 4000, serverPort }) as const
  const r = recorder()
  r.on('data', 1)
  r.at('client-wire', open(1))
  r.on('data', 2)
  r.at('client-wire', open(2))
  r.on('data', 1)
  r.at('server-wire', open(2))
  t.same(
    story(withEvents(r.events)).map(l => [l.ordinal, l.seen.length]),
    [
      [1, 1],
      [2, 2],
    ],
  )
})

t.test('a peer that never stops makes no endless story', async t => {
  const r = recorder()
  for (let i = 0; i < 5000; i++)
    r.at('server-log', { kind: 'log', text: `${i}` })
  t.equal(story(withEvents(r.events)).length, 2000)
})

t.test('dialogue', async t => {
  const refused = recorder()
  refusedRequest(refused)
  t.equal(
    telling(withEvents(refused.events)),
    '<- 220   -> AUTH TLS   <- 234   T client alert 47 illegal_parameter   T server in clear “500 OOPS: SSL: alert”',
  )
  const ok = recorder()
  login(ok)
  listing(ok)
  t.match(
    telling(withEvents(ok.events)),
    /~> LIST {3}<~ 150 {3}D resumed {3}<~ 226$/,
  )
})

t.test('a certificate request without CAs is worth a look', async t => {
  const r = recorder()
  r.both(
    tls('server', { is: 'certificate-request', authorities: 0, types: [] }),
  )
  r.both(
    tls('server', { is: 'certificate-request', authorities: 2, types: [] }),
  )
  t.same(
    story(withEvents(r.events)).map(l => [l.text, l.weight]),
    [
      ['CertificateRequest that names 0 CAs', 'notable'],
      ['CertificateRequest that names 2 CAs', 'plain'],
    ],
  )
})

const stagesOf = (c: CellResult): string =>
  strip(c, story(c))
    .map(s => `${s.name} ${s.ok ? '✓' : '✕'} ${s.ms}`)
    .join('  ')

t.test('strip', async t => {
  const r = recorder(1)
  login(r)
  listing(r, 1, false)
  const at = r.events.find(
    ({ body }) => body.kind === 'command' && body.verb === 'PASV',
  )?.at
  const list = (more: Partial<StepOutcome>): StepOutcome => ({
    step: 'list',
    label: 'LIST',
    ok: false,
    at: at ?? 0,
    ms: 30,
    data: 1,
    ...more,
  })
  const of = (step: StepOutcome): string =>
    stagesOf(withEvents(r.events, { steps: [step] }))
  t.equal(of(list({ ok: true })), 'list ✓ 30')
  t.equal(of(list({})), 'list ✕ 30', 'nobody knows where it stopped')
  t.equal(of(list({ phase: 'passive' })), 'passive ✕ 29')
  t.match(
    of(list({ phase: 'data-tls' })),
    /^pasv ✓ 1 {2}data-tcp ✓ 2 {2}data-tls ✕ 6$/,
  )
  t.match(of(list({ phase: 'transfer' })), /data-tls ✓ 6 {2}transfer ✕ \d+$/)
  t.equal(of(list({ phase: 'protect' })), 'list ✕ 30')
})

t.test('a requirement that is not met is a stage', async t => {
  const [finding] = sample.cells.flatMap(c => c.findings)
  const steps: readonly StepOutcome[] = [
    { step: 'list', label: 'LIST', ok: true, at: 0, ms: 3 },
  ]
  t.equal(
    stagesOf(withEvents([], { steps, findings: finding ? [finding] : [] })),
    'list ✓ 3  control-tls ✕ 0',
  )
})

t.test('groups', async t => {
  const all = groups(sample.cells)
  t.equal(all.length, 7)
  t.same(
    all.map(g => g.deviates),
    [true, true, true, true, false, false, false],
  )
  t.equal(
    all.reduce((n, g) => n + 1 + g.others.length, 0),
    12,
    'no cell is lost',
  )
})

t.test('a cause is as sure as the search says', async t => {
  const attributed = sample.cells.find(c => c.attribution !== undefined)
  if (attributed?.attribution === undefined) throw new Error('no sample')
  const states = (c: CellResult): readonly string[] =>
    card(c).causes.map(({ blamed, state }) => `${blamed} ${state}`)
  t.same(states(attributed), [
    'SECURE_SESSION_REUSE=NONE proved',
    'require_ssl_reuse=YES proved',
  ])
  const { attribution } = attributed
  const refuted: CellResult = {
    ...attributed,
    attribution: {
      ...attribution,
      complete: false,
      cures: attribution.cures.slice(0, 1),
      refuted: attribution.cures[1]?.changes ?? [],
    },
  }
  t.same(states(refuted), [
    'SECURE_SESSION_REUSE=NONE proved',
    'require_ssl_reuse=YES refuted',
  ])
  t.match(card(refuted).search, 'the budget ended the search')
  t.match(
    blockText(card(refuted), false),
    'require_ssl_reuse: YES → NO: changed nothing',
  )
})

t.test('safe cures come first', async t => {
  const zos = sample.cells.find(c => c.client.profile === 'zos-ftp')
  if (zos === undefined) throw new Error('no sample')
  t.same(
    card(zos).causes.map(c => [c.cost, c.state]),
    [
      ['none', 'suspected'],
      ['low', 'suspected'],
    ],
  )
})

t.test('matrix', async t => {
  const m = matrix(sample.cells)
  t.equal(m.servers.length, 4)
  t.equal(m.clients.length, 4)
  const [stock] = m.servers
  const zos = m.clients.find(c => c.profile === 'zos-ftp')
  if (stock === undefined || zos === undefined) throw new Error('no sample')
  const entry = m.entry(stock, zos)
  t.equal(entry?.failed.count, 6)
  t.same(entry?.decides, ['ssl_request_cert'])
  t.same(
    [...letterAreas(['close', 'certs', 'data', 'cc'])],
    [
      ['cc', 'c'],
      ['certs', 'e'],
      ['close', 'l'],
      ['data', 'd'],
    ],
  )
})

t.test('what could be stricter, and who needs it as it is', async t => {
  const reuse = {
    side: 'server',
    product: 'vsftpd',
    option: 'require_ssl_reuse',
    from: 'NO',
    to: 'YES',
  } as const
  const eof = { ...reuse, option: 'strict_ssl_read_eof' }
  const passed = (client: string, attribution: object) =>
    cell({
      scenario: 'prot/transfer',
      client,
      verdict: 'pass',
      more: {
        attribution: {
          reruns: 2,
          complete: true,
          cures: [],
          refuted: [],
          ...attribution,
        },
      },
    })
  const advice = hardening([
    passed('curl', { tolerates: [eof], needs: [reuse] }),
    passed('zos-ftp', { tolerates: [eof, reuse], needs: [] }),
    cell({ scenario: 'auth/order', client: 'curl', verdict: 'pass' }),
  ])
  t.same(advice.map(hardeningText), [
    'server vsftpd: strict_ssl_read_eof=YES is safe here: 2 passing cells passed with it too',
    'server vsftpd: require_ssl_reuse=YES would break curl (1 cell)',
  ])
})
