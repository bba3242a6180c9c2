/**
 * A host without a container engine: what cannot run is skipped, says why and
 * what to type, and the rest of the run is as good as ever.
 */
import t from 'tap'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { discover } from '../../harness/discover.js'

const nowhere = 'unix:///nonexistent/docker.sock'
process.env['DOCKER_HOST'] = nowhere
const program = fileURLToPath(
  new URL('../../harness/cli/main.js', import.meta.url),
)

const cli = (...args: string[]) =>
  spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, DOCKER_HOST: nowhere },
  })

const { servers } = await discover()

t.test('every container backend says why and what to type', async t => {
  const backends = [...servers.values()].flatMap(server =>
    server.backends.filter(b => b.name === 'docker'),
  )
  t.ok(backends.length >= 4)
  for (const backend of backends) {
    const state = await backend.available()
    if (state.ok) t.fail('there is an engine')
    else {
      t.match(state.why, /no container engine answers here/)
      t.match(state.hint, /apt-get install docker\.io|DOCKER_HOST/)
    }
  }
})

t.test('asked for by name it is an error with a hint', async t => {
  const { status, stderr } = cli(
    ...['run', '--server', 'proftpd', '--backend', 'docker'],
    ...['--only', 'data/listing[verb=LIST] @ proftpd × modern-openssl'],
    ...['--out', t.testdir(), '--quiet'],
  )
  t.equal(status, 3)
  t.match(stderr, /cannot run proftpd with --backend docker/)
  t.match(stderr, /no container engine answers here/)
  t.match(stderr, /apt-get install docker\.io/)
})

t.test(
  'what only a container has is emulated, and the report says so',
  async t => {
    const out = t.testdir()
    const only = (server: string): string[] => [
      '--only',
      `data/listing[verb=LIST] @ ${server} × modern-openssl`,
    ]
    // 1.3.7a is in a container only
    const { status, stdout, stderr } = cli(
      ...['run', '--backend', 'auto', '--attribute', 'none', '--quiet'],
      ...[...only('proftpd[version=1.3.7a]'), ...only('rfc4217')],
      ...['--out', out, '--report', 'markdown'],
    )
    t.equal(status, 0, stdout + stderr)
    const cells = readFileSync(join(out, 'run.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .flatMap(line => {
        const entry = JSON.parse(line) as {
          readonly type: string
          readonly cell?: {
            readonly id: string
            readonly verdict: string
            readonly server: { readonly backend: string }
          }
        }
        return entry.type === 'cell-end' && entry.cell ? [entry.cell] : []
      })
    for (const name of ['proftpd', 'rfc4217'])
      t.match(
        cells.find(c => c.id.includes(name)),
        { verdict: 'pass', server: { backend: 'embedded' } },
      )
    t.match(stdout, /server proftpd embedded/)
  },
)
