/**
 * Runs the compiled tests with tap: those that need nothing but Node. `--real`
 * runs those that drive real programs instead, and lets none of them be
 * skipped. Other arguments name files, of either kind.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const args = process.argv.slice(2)
const real = args.includes('--real')
const names = args.filter(a => !a.startsWith('--'))
/** a test that reads this variable drives a real program */
const mark = 'FTPS_INTEROP_REQUIRE_REAL'

const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter(f => f.endsWith('.test.js'))
  .filter(f => names.length === 0 || names.some(n => f.includes(n)))
  .filter(
    f =>
      (names.length > 0 && !real) ||
      readFileSync(join(here, f), 'utf8').includes(mark) === real,
  )
  .sort()
  .map(f => relative(root, join(here, f)))

if (files.length === 0) {
  process.stderr.write(`no test file matches ${names.join(' ')}\n`)
  process.exit(3)
}

const tap = spawn(
  process.execPath,
  [
    join(root, 'node_modules', 'tap', 'dist', 'esm', 'run.mjs'),
    'run',
    '--disable-coverage',
    '--plugin=!@tapjs/typescript',
    `--jobs=${Math.max(2, availableParallelism())}`,
    '--timeout=180',
    ...(process.stdout.isTTY ? [] : ['--reporter=tap']),
    ...files,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(real ? { [mark]: '1' } : {}) },
  },
)
tap.on('exit', code => {
  process.exitCode = code ?? 1
})
