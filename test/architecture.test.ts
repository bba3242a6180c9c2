/**
 * Who may import whom, what may read the clock, and how large a file may be.
 * The tables are the architecture; a change here is a change of design.
 */
import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

interface Source {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+'([^']+)'|(?:^|[^.\w])import\(\s*'([^']+)'|(?:^|\n)import\s+'([^']+)'/g

const sources: Source[] = ['harness', 'scenarios', 'servers', 'reports', 'test']
  .flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(f => f.endsWith('.ts') && !f.endsWith('.d.ts'))
      .map(f => `${folder}/${f}`),
  )
  .map(path => {
    const text = readFileSync(join(root, path), 'utf8')
    const imports = [...text.matchAll(importPattern)].map(m => {
      const name = m[1] ?? m[2] ?? m[3] ?? ''
      return name.startsWith('.')
        ? normalize(join(dirname(path), name)).replace(/\.js$/, '.ts')
        : name
    })
    return { path, text, imports }
  })

const network = [
  'node:net',
  'node:tls',
  'node:dgram',
  'node:http',
  'node:https',
]
const disk = ['node:fs', 'node:fs/promises', 'node:child_process']

interface Rule {
  readonly of: RegExp
  /** patterns of imports that are allowed; everything else is not */
  readonly may?: readonly RegExp[]
  readonly mayNot?: readonly (string | RegExp)[]
  readonly because: string
}

const rules: readonly Rule[] = [
  {
    of: /^scenarios\//,
    may: [/^harness\/(define|model)\.ts$/],
    because: 'scenarios are declarations',
  },
  {
    of: /^reports\//,
    may: [
      /^harness\/(define|model|redact|cell-id)\.ts$/,
      /^harness\/wire\/(names|ciphers)\.ts$/,
      /^reports\//,
      /^node:crypto$/,
    ],
    because: 'reports are pure functions of the journal',
  },
  {
    of: /^harness\/(wire|logs|findings|rules|transcript)\//,
    mayNot: [...network, ...disk],
    because:
      'bytes and text to events to findings, without a network or a disk',
  },
  {
    of: /^harness\//,
    mayNot: [/^scenarios\//, /^servers\//, /^reports\//, /^test\//],
    because: 'the engine discovers declarations and never names them',
  },
  {
    of: /^servers\//,
    mayNot: [
      /^scenarios\//,
      /^reports\//,
      /^test\//,
      /^harness\/(cli|run|findings|rules)\//,
    ],
    because: 'servers know nothing of runs and findings',
  },
]

/** `import type { Socket } from 'node:net'` brings no network. */
const lineOf = (text: string, name: string): string =>
  new RegExp(`import type [^;]*?from '${name}'`).exec(text)?.[0] ?? ''

t.test('dependency direction', async t => {
  for (const rule of rules) {
    const found = sources.filter(s => rule.of.test(s.path))
    t.ok(found.length > 0, `${rule.of} matches files`)
    const broken = found.flatMap(s =>
      s.imports
        .filter(i =>
          rule.may !== undefined
            ? !rule.may.some(p => p.test(i))
            : (rule.mayNot ?? []).some(n =>
                typeof n === 'string' ? n === i : n.test(i),
              ) && !/^import type/.test(lineOf(s.text, i)),
        )
        .map(i => `${s.path} imports ${i}`),
    )
    t.same(broken, [], rule.because)
  }
})

t.test('nothing outside imports tests', async t => {
  const broken = sources
    .filter(s => !s.path.startsWith('test/'))
    .flatMap(s => s.imports.filter(i => i.startsWith('test/')))
  t.same(broken, [])
})

t.test('the clock and chance are passed in', async t => {
  const allowed =
    /^(harness\/(clock|run\/run|redact)\.ts|harness\/cli\/|test\/|servers\/(engine|real|emulated)\/|harness\/clients\/|harness\/certificates)/
  const broken = sources
    .filter(s => !allowed.test(s.path))
    .filter(s => /\bDate\.now\(|\bnew Date\(\)|Math\.random\(/.test(s.text))
    .map(s => s.path)
  t.same(broken, [])
})

t.test('no file is too large to read', async t => {
  const large = sources
    .filter(s => !s.path.startsWith('test/'))
    .map(s => ({ path: s.path, lines: s.text.split('\n').length - 1 }))
    .filter(s => s.lines > 300)
  t.same(large, [])
})

t.test('style that the compiler does not check', async t => {
  const broken = sources
    .filter(s => !s.path.startsWith('test/'))
    .flatMap(s => [
      ...(/\bTODO\b|\bFIXME\b/.test(s.text) &&
      // TAP's own directive for an expected failure
      s.path !== 'reports/tap.ts'
        ? [`${s.path}: TODO`]
        : []),
      ...(/\bconsole\.log\(/.test(s.text) ? [`${s.path}: console.log`] : []),
    ])
  t.same(broken, [])
})
