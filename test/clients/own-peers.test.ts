/**
 * --client-exec and --target as a maintainer types them: a small script around
 * curl, scripts that lie, and a vsftpd that somebody else started.
 * FTPS_INTEROP_REQUIRE_REAL=1 forbids to skip.
 */
import {
  chmod,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import curl from '../../harness/clients/curl.js'
import { contents } from '../../harness/contents.js'
import type { CellResult, JournalEntry } from '../../harness/model.js'
import { placeOf, realiseTarget } from '../../servers/real/target.js'
import { cli } from '../program.js'
import { noVsftpd, startVsftpd } from './support/vsftpd.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const curlHere = (await curl.available()).ok
const noCurl = required || curlHere ? false : 'curl is not installed'
const noServer = noCurl === false ? noVsftpd(required) : noCurl

const folder = await mkdtemp(join(tmpdir(), 'own-peers-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

const words = '{url} {ca} {user} {passwordfile} {operation} {localfile}'
const script = (put: string, get: string): string => `#!/bin/sh
url=$1 ca=$2 user=$3 password=$(cat "$4") operation=$5 local=$6
case $url in ftps:*) exit 89 ;; esac
set -- curl -sS --ssl-reqd --tls-max 1.2 --cacert "$ca" --config -
case $operation in
  put) ${put} ;;
  *) ${get} ;;
esac
printf 'user = "%s:%s"\\n' "$user" "$password" | "$@" || exit 1
`
const sound = [
  'set -- "$@" -T "$local" "$url"',
  'set -- "$@" -o "$local" "$url"',
] as const
const half = 'head -c 500000 "$local" >half && set -- "$@" -T half "$url"'
const programs = {
  good: script(...sound),
  lying: script(half, 'exit 0'),
}
for (const [name, text] of Object.entries(programs)) {
  await writeFile(join(folder, name), text)
  await chmod(join(folder, name), 0o755)
}

const runCells = async (
  t: Test,
  args: readonly string[],
): Promise<readonly CellResult[]> => {
  const env = {
    FTPS_INTEROP_USER: 'anonymous',
    FTPS_INTEROP_PASSWORD: 'nobody@',
  }
  const out = join(await mkdtemp(join(folder, 'out-')), 'report')
  // the vsftpd of the test has eight passive ports
  const common = [
    '--attribute',
    'none',
    '--quiet',
    '--workers',
    '1',
    '--parallel',
    '3',
  ]
  const ran = await cli(folder, ['run', ...args, ...common, '--out', out], env)
  const journal = await readFile(join(out, 'run.jsonl'), 'utf8').catch(() => '')
  if (journal === '') t.fail(ran.err)
  t.notMatch(journal, 'nobody@')
  return journal.split('\n').flatMap(line => {
    if (line === '') return []
    const entry = JSON.parse(line) as JournalEntry
    return entry.type === 'cell-end' ? [entry.cell] : []
  })
}

const at = (cells: readonly CellResult[], scenario: string) =>
  cells.find(c => c.scenario === scenario)
const ids = (cell: CellResult | undefined) => cell?.findings.map(f => f.id)

const get = 'data/size[direction=get,size=1MiB]'
const put = 'data/size[direction=put,size=1MiB]'

t.test('a client of your own', { skip: noCurl, timeout: 60_000 }, async t => {
  const cells = await runCells(t, [
    ...['--server', 'vsftpd', '--client-exec', `./good ${words}`],
    ...['--scenario', 'data/size', '--scenario', 'auth/implicit'],
    ...['--scenario', 'handshake/version'],
  ])
  for (const cell of cells.filter(c => /^data/.test(c.scenario)))
    t.equal(cell.verdict, 'pass', `${cell.scenario}: ${cell.reason ?? ''}`)
  t.match(at(cells, put)?.steps.at(-1)?.transfer, {
    arrived: 1 << 20,
    intact: true,
  })
  t.match(at(cells, 'auth/implicit'), {
    verdict: 'unsupported',
    reason: /says that it cannot do this: good exit 89/,
    asExpected: true,
    findings: [],
  })
  t.match(at(cells, 'handshake/version[tls=1.2]'), {
    verdict: 'unsupported',
    reason: /no setting for TLS versions/,
  })
})

t.test(
  'exit 0 is believed by nobody',
  { skip: noCurl, timeout: 60_000 },
  async t => {
    const cells = await runCells(t, [
      ...['--server', 'vsftpd', '--client-exec', `./lying ${words}`],
      ...['--scenario', 'data/size'],
    ])
    const cut = at(cells, put)
    t.equal(cut?.verdict, 'fail')
    t.match(cut?.steps.at(-1)?.transfer, {
      arrived: 500_000,
      expected: 1 << 20,
    })
    t.equal(ids(cut)?.[0], 'upload-truncated-silently')
    t.equal(
      cut?.findings[0]?.statement,
      'The server reported success and stored 500000 of 1048576 bytes.',
    )
    t.ok(ids(cut)?.includes('success-reported-after-failure'))
    const none = at(cells, get)
    t.equal(none?.verdict, 'fail')
    t.same(ids(none), ['success-reported-after-failure'])
    t.equal(at(cells, 'data/size[direction=put,size=empty]')?.verdict, 'pass')
  },
)

t.test('a server of your own', { skip: noServer, timeout: 90_000 }, async t => {
  const small = contents.bytes('small')
  const server = await startVsftpd(
    {},
    { 'small.bin': small, '1MiB.bin': contents.bytes('1MiB') },
  )
  t.teardown(() => server.stop())
  const target = [
    ...['--target', `localhost:${server.port}`, '--target-ca', server.caFile],
    ...['--target-uploads', 'up', '--client-exec', `./good ${words}`],
  ]
  const cells = await runCells(t, [
    ...target,
    ...['--client', 'curl[tls-max=1.2]', '--client', 'never-resumes'],
    ...['--scenario', 'data/size', '--scenario', 'reuse/not-required'],
  ])
  const byClient = (name: string) =>
    cells.filter(c => c.client.profile === name)
  for (const name of ['curl', 'exec'])
    for (const scenario of [get, put]) {
      const cell = at(byClient(name), scenario)
      t.equal(
        cell?.verdict,
        'pass',
        `${name} ${scenario}: ${cell?.reason ?? ''}`,
      )
      t.match(cell?.steps.at(-1)?.transfer, { arrived: 1 << 20, intact: true })
    }
  const refused = at(byClient('never-resumes'), put)
  t.equal(refused?.verdict, 'fail')
  t.equal(ids(refused)?.[0], 'data-session-not-reused')
  t.same(
    refused?.findings[0]?.culprits.filter(c => c.side === 'server'),
    [],
  )
  t.match(at(cells, 'reuse/not-required[tls=1.2]'), {
    verdict: 'unsupported',
    reason: /whether it requires session reuse/,
  })
  t.same(await readdir(join(server.root, 'up')), [], 'uploads are deleted')
})

t.test('only this host; what nobody can set', async t => {
  t.same(placeOf('localhost:2121'), { host: '127.0.0.1', port: 2121 })
  t.same(placeOf('127.0.0.9:21'), { host: '127.0.0.9', port: 21 })
  for (const no of [
    '192.0.2.1:21',
    'ftp.example.test:21',
    '127.0.0.1',
    'localhost:0',
    'localhost:70000',
  ])
    t.type(placeOf(no), 'string', no)
  t.same(realiseTarget(false)({}), { options: {}, implicit: false })
  t.match(realiseTarget(false)({ implicit: true }), { unsupported: /ftps:/ })
  t.match(realiseTarget(true)({}), { unsupported: /explicit/ })
  t.same(realiseTarget(false)({ certificate: {} }), {
    options: {},
    implicit: false,
  })
  t.match(realiseTarget(false)({ versions: ['TLSv1.3'] }), {
    unsupported: /its TLS versions/,
  })
})

t.test('what was forgotten is told', async t => {
  const run = (...args: string[]) => cli(folder, ['run', ...args])
  const remote = await run(
    '--target',
    '192.0.2.1:21',
    '--client',
    'never-resumes',
    '--scenario',
    'auth/feat',
    '--out',
    join(folder, 'remote'),
  )
  t.match(remote.out, /"192\.0\.2\.1:21" is not localhost:port/)
  const alone = await run('--target-ca', 'x.pem')
  t.equal(alone.code, 2)
  t.match(alone.err, /--target-ca is said of a --target/)
  const empty = await run('--client-exec', ' ')
  t.equal(empty.code, 2)
  t.match(empty.err, /--client-exec names no program/)
})
