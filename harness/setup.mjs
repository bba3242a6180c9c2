/**
 * Makes a fresh clone runnable: installs the dependencies when the lock file
 * changed since the last install, compiles when a source is newer than the
 * build. Plain JavaScript, because it runs before anything is compiled.
 */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sources = ['harness', 'scenarios', 'servers', 'reports', 'test']
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** @type {(message: string, hint: string) => never} */
const fail = (message, hint) => {
  process.stderr.write(`ftps-interop: ${message}\n  ${hint}\n`)
  process.exit(3)
}

/** @type {(command: string, args: string[], what: string) => void} */
const run = (command, args, what) => {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (done.status === 0) return
  process.stderr.write(done.stdout ?? '')
  process.stderr.write(done.stderr ?? '')
  fail(
    `${what} failed (${done.error?.message ?? `exit ${done.status}`})`,
    `run \`${[command, ...args].join(' ')}\` in ${root} to see it alone`,
  )
}

/** @type {(folder: string) => Generator<string>} */
function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else yield path
  }
}

const fingerprint = () => {
  const hash = createHash('sha256').update(process.versions.node)
  for (const name of ['tsconfig.json', 'package-lock.json'])
    hash.update(readFileSync(join(root, name)))
  for (const folder of sources)
    for (const path of [...files(join(root, folder))].sort())
      hash.update(`${path}:${statSync(path).mtimeMs}:${statSync(path).size}\n`)
  return hash.digest('hex')
}

const install = () => {
  const stamp = join(root, 'node_modules', '.ftps-interop-installed')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  if (
    existsSync(join(root, 'node_modules', 'typescript')) &&
    !existsSync(stamp)
  )
    if (process.env.FTPS_INTEROP_NO_INSTALL) return
  process.stderr.write('installing dependencies (once) …\n')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci')
  writeFileSync(stamp, lock)
}

/** What tsc leaves alone and the program needs at run time. */
const copyPlainFiles = () => {
  for (const folder of sources)
    for (const path of files(join(root, folder))) {
      // golden files are compared with, and refreshed, where they are kept
      if (/\.(ts|mjs)$/.test(path) || path.includes('golden')) continue
      const to = join(root, 'build', path.slice(root.length + 1))
      mkdirSync(dirname(to), { recursive: true })
      writeFileSync(to, readFileSync(path), { mode: statSync(path).mode })
    }
}

const build = () => {
  const stamp = join(root, 'build', '.fingerprint')
  const now = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  process.stderr.write('building …\n')
  rmSync(join(root, 'build'), { recursive: true, force: true })
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], 'tsc')
  copyPlainFiles()
  writeFileSync(stamp, now)
}

if (major < 20 || (major === 20 && minor < 19))
  fail(
    `Node ${process.versions.node} is too old`,
    'install Node 20.19 or later and run the same command again',
  )
install()
build()
