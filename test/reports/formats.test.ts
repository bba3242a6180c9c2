/**
 * Each format against its golden file, and what holds for each whatever the
 * peers say.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { ReportFormat, RunRecord } from '../../harness/model.js'
import html from '../../reports/html.js'
import json from '../../reports/json.js'
import junit from '../../reports/junit.js'
import markdown from '../../reports/markdown.js'
import tap from '../../reports/tap.js'
import terminal from '../../reports/terminal.js'
import { columns } from '../../reports/shared/text.js'
import { matchesGolden, repositoryFile } from './places.js'
import { hostile } from './sample-sessions.js'
import { calm, cell, record, sample } from './sample.js'
import { validator } from './schema.js'

const explain = (id: string) =>
  id === 'data-session-not-reused'
    ? { title: 'The data session was not reused', explanation: 'Proof & <b>' }
    : undefined

const render = (
  format: ReportFormat,
  run: RunRecord = sample,
  width = 80,
  colour = false,
): string => [...format.render(run, { width, colour, explain })].join('')

const formats = [terminal, json, junit, tap, markdown, html]
const empty = record([])

t.test('golden files', async t => {
  matchesGolden(t, 'terminal-80.txt', render(terminal))
  matchesGolden(t, 'terminal-120.txt', render(terminal, sample, 120))
  matchesGolden(t, 'terminal-calm.txt', render(terminal, calm))
  matchesGolden(t, 'junit.txt', render(junit))
  matchesGolden(t, 'tap.txt', render(tap))
  matchesGolden(t, 'markdown.txt', render(markdown))
  matchesGolden(t, 'json.txt', render(json))
})

t.test('a format is a pure function of the record', async t => {
  for (const format of formats)
    t.equal(render(format), render(format), `${format.id} twice`)
})

t.test('no format lets a peer act on a terminal or an editor', async t => {
  for (const format of formats)
    t.notMatch(
      render(format),
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      format.id,
    )
})

t.test('an empty run is a result of no format', async t => {
  for (const format of [terminal, markdown, html])
    t.match(render(format, empty), 'Nothing ran', format.id)
  t.match(render(tap, empty), '1..0 # SKIP nothing ran')
})

t.test('terminal', async t => {
  const text = render(terminal)
  await t.test(
    'stays within its width but for what is to be pasted',
    async t => {
      for (const width of [60, 80, 120])
        for (const line of render(terminal, sample, width).split('\n'))
          if (!line.startsWith('  repeat'))
            t.ok(columns(line) <= width, `${width}: ${line}`)
    },
  )
  await t.test('colour changes nothing but colour', async t => {
    const coloured = render(terminal, sample, 80, true)
    t.match(coloured, '\u001b[31m✕\u001b[0m')
    const bare = coloured
      .replace(/\u001b\[\d+m/g, '')
      .split('\n')
      .map(l => l.trimEnd())
      .join('\n')
    t.equal(bare, text)
  })
  await t.test('deviations come before what is known', async t => {
    t.ok(text.indexOf('Not as expected') < text.indexOf('Known not to work'))
    t.ok(text.indexOf('Known not to work') < text.indexOf('Matrix'))
  })
  await t.test('one block stands for all cells with one reason', async t => {
    t.match(text, '5 more cells: certs/rsa-2048, close/with-notify')
    t.equal(text.match(/names no\n {2}certification/g)?.length, 1)
  })
  await t.test('a run as expected ends calmly', async t => {
    const end = render(terminal, calm).trimEnd().split('\n').at(-1)
    t.equal(
      end,
      '✓ Everything is as expected; 7 failures are known and explained.',
    )
    t.notMatch(render(terminal, calm), 'Not as expected')
    t.notMatch(render(terminal, calm, 80, true), '\u001b[31m✕\u001b[0m ')
  })
  await t.test('an interrupted run says so', async t => {
    const run = { ...calm, summary: { ...calm.summary, interrupted: true } }
    t.match(render(terminal, run), 'Interrupted: 13 of 13 cells ended.')
  })
  await t.test('many known reasons do not fill the screen', async t => {
    const many = Array.from({ length: 30 }, (_, i) =>
      cell({
        scenario: 'auth/tls',
        client: `client-${i}`,
        verdict: 'fail',
        expected: { verdict: 'fail', reason: 'so it is' },
        more: { reason: `reason ${i}` },
      }),
    )
    const out = render(terminal, record(many))
    t.match(out, '22 more reasons, with their cells:')
    t.equal(out.match(/^ {2}repeat/gm)?.length, 8)
  })
  await t.test('an id with a quote can be pasted to a shell', async t => {
    const quote = cell({
      scenario: 'auth/tls',
      client: "o'brien",
      verdict: 'fail',
    })
    t.match(render(terminal, record([quote])), "× o'\\''brien'")
  })
})

t.test('json', async t => {
  const schema: unknown = JSON.parse(
    readFileSync(repositoryFile('docs/run.schema.json'), 'utf8'),
  )
  const validate = validator(schema as Readonly<Record<string, unknown>>)
  for (const run of [sample, calm, empty])
    t.same(validate(JSON.parse(render(json, run))), [], 'follows its schema')
  const broken = JSON.parse(render(json)) as {
    cells: { verdict?: string; extra?: number }[]
  }
  broken.cells[0] = { ...broken.cells[0], verdict: 'green', extra: 1 }
  delete broken.cells[1]?.verdict
  t.equal(validate(broken).length, 3, 'and the schema can be broken')
  const { cells } = JSON.parse(render(json)) as {
    cells: { findings: { statement: string }[] }[]
  }
  t.equal(
    cells.at(-1)?.findings[0]?.statement,
    sample.cells.at(-1)?.findings[0]?.statement,
    'what a peer said is whole',
  )
})

t.test('junit', async t => {
  const text = render(junit)
  const attribute = (name: string): string | undefined =>
    new RegExp(`<testsuites [^>]* ${name}="(\\d+)"`).exec(text)?.[1]
  t.equal(attribute('tests'), '38')
  t.equal(attribute('failures'), '3', 'known failures are none')
  t.equal(attribute('errors'), '1')
  t.equal(attribute('skipped'), '2')
  t.equal(text.match(/<failure /g)?.length, 3)
  t.match(text, 'type="unexpected-pass"')
  t.match(text, 'name="known-failure"')
  t.notMatch(text, '<script>')
})

t.test('junit drops what XML 1.0 forbids', async t => {
  const odd = cell({
    scenario: 'auth/tls',
    client: 'curl',
    verdict: 'fail',
    more: { reason: 'a\ufffeb\ud800c\u0000d' },
  })
  t.match(render(junit, record([odd])), 'ab\ufffdc\\x00d')
})

t.test('tap', async t => {
  const lines = render(tap).split('\n')
  t.equal(lines[0], 'TAP version 14')
  t.equal(lines[1], '1..38')
  const results = lines.filter(l => /^(not )?ok \d/.test(l))
  t.equal(results.length, 38)
  t.equal(results.filter(l => / # TODO /.test(l)).length, 8)
  t.equal(results.filter(l => / # SKIP /.test(l)).length, 2)
  t.equal(
    results.filter(l => l.startsWith('not ok') && !l.includes('# TODO')).length,
    4,
    'a deviation, an unexpected pass, an error, a hostile peer',
  )
  t.equal(
    lines.filter(l => l === '  ---').length,
    lines.filter(l => l === '  ...').length,
  )
  t.match(
    render(
      tap,
      record([cell({ scenario: 'a/b # SKIP', client: 'c', verdict: 'fail' })]),
    ),
    'a/b \\# SKIP @',
    'an id makes no directive',
  )
})

t.test('markdown', async t => {
  const outside = render(markdown)
    .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<!\\)(`+)[^`\n]+\1/g, '')
  t.notMatch(outside, '<script>')
  t.notMatch(outside, /(?<!\\)\*\*bold/)
  t.notMatch(outside, /(?<!\\)\[link/)
  t.match(outside, '\\`code\\`')
  const rows = render(markdown)
    .split('\n')
    .filter(l => l.startsWith('|'))
  const pipes = (l: string): number => l.match(/(?<!\\)\|/g)?.length ?? 0
  t.same([...new Set(rows.map(pipes))].sort(), [5, 6], 'no cell splits a table')
})

t.test('html', async t => {
  const page = render(html)
  t.notMatch(page, hostile.markup)
  t.notMatch(page, /<script>alert/)
  t.notMatch(page, /(?:src|href)\s*=\s*["']?(?!#)[a-z]/i, 'loads nothing')
  t.notMatch(page, /@import|url\(|https?:\/\//, 'and names no address')
  t.notMatch(page, /innerHTML|insertAdjacentHTML|document\.write/)
  t.notMatch(page, /unsafe-inline|unsafe-eval/)
  t.equal(page.match(/<script/g)?.length, 2)
  t.equal(page.match(/<\/script>/g)?.length, 2)
})
