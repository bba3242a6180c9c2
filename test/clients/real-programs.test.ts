/**
 * Clients with a command line, as installed here, against an emulated vsftpd;
 * and the one that a user brings.
 */
import t from 'tap'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import exec from '../../harness/clients/exec.js'
import { execAbilities } from '../../harness/clients/exec/abilities.js'
import {
  filledIn,
  placeholders,
  unknownIn,
  wordsOf,
  type Placeholder,
} from '../../harness/clients/exec/command.js'
import ftpSsl from '../../harness/clients/ftp-ssl.js'
import gftp from '../../harness/clients/gftp-text.js'
import lftp from '../../harness/clients/lftp.js'
import rclone from '../../harness/clients/rclone.js'
import wget from '../../harness/clients/wget.js'
import type { ClientProfile, OptionValues, Step } from '../../harness/model.js'
import { isHere, problems, runAgainst, servers } from './real.js'

const list: Step = { do: 'list' }
const get: Step = { do: 'get', size: '1MiB' }
const put: Step = { do: 'put', size: 'small' }
const { strict, lenient } = await servers()

interface Case {
  readonly client: ClientProfile
  readonly options?: OptionValues
  readonly steps: readonly Step[]
}

const cases: readonly Case[] = [
  {
    client: lftp,
    steps: [list, get, put],
    options: { 'ssl:priority': 'NORMAL:-VERS-TLS1.3' },
  },
  { client: wget, steps: [list, get] },
  {
    client: rclone,
    steps: [list, get, put],
    options: { disable_tls13: 'true' },
  },
  { client: ftpSsl, steps: [list, get] },
  { client: gftp, steps: [list, get], options: { verify_ssl_peer: '0' } },
]

for (const { client, options = {}, steps } of cases)
  t.test(`${client.id}: transfers, resuming`, async t => {
    if (!(await isHere(t, client))) return
    const result = await runAgainst(strict, client, { steps }, options)
    t.same(problems(result), [])
    const download = result.steps.find(s => s.step === 'get')?.transfer
    t.match(download, { direction: 'download', intact: true, reportedOk: true })
    t.notMatch(JSON.stringify(result), strict.listener.password)
  })

const unresumed: readonly (readonly [ClientProfile, OptionValues])[] = [
  [lftp, { 'ftp:ssl-copy-sid': 'no' }],
  [wget, { ftps_resume_ssl: 'off' }],
  [rclone, { tls_cache_size: '0', disable_tls13: 'true' }],
]

for (const [client, options] of unresumed)
  t.test(`${client.id}: its switch against resumption`, async t => {
    if (!(await isHere(t, client))) return
    const result = await runAgainst(strict, client, { steps: [list] }, options)
    t.match(
      result.steps.find(s => s.step === 'list'),
      { ok: false, code: 522 },
    )
  })

t.test('an own client: words and placeholders', async t => {
  t.same(wordsOf(`./c "a b" 'c "d' e\\ f {url}`), [
    './c',
    'a b',
    'c "d',
    'e f',
    '{url}',
  ])
  const values = Object.fromEntries(
    placeholders.map(name => [name, `<${name}; rm>`]),
  ) as Record<Placeholder, string>
  t.same(filledIn(['--ca={ca}', '{nothing}', '{url}'], values), [
    '--ca=<ca; rm>',
    '{nothing}',
    '<url; rm>',
  ])
  t.same(filledIn(['a', '{key}', ''], { ...values, key: '' }), ['a', ''])
  t.same(unknownIn('x {url} {remotefil}'), ['remotefil'])
  t.same(execAbilities('x {url}').versions, [])
  t.same(execAbilities('x {tlsmin} {tlsmax}').versions.length, 4)
  t.ok(execAbilities('x {conversation}').steps.includes('command'))
})

t.test('an own client: what it cannot be told is unsupported', async t => {
  t.match(exec.supports({}, {}), /no command line was given/)
  t.match(exec.supports({}, { command: 'x {remotefil}' }), /\{remotefil\}/)
  t.match(
    exec.supports({ maxVersion: 'TLSv1.2' }, { command: 'x {url}' }),
    /no setting for TLS versions/,
  )
  t.equal(exec.supports({}, { command: 'x {url}' }), true)
})

t.test('an own client: the contract', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'own-client-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const program = join(folder, 'client')
  const script = [
    '#!/bin/sh',
    '[ "$(cat "$1")" = "$FTPS_INTEROP_PASSWORD" ] || exit 1',
    'case $2 in list) exit 0 ;; get) head -c 5 /dev/zero >"$3" ;; put) exit 89 ;; esac',
    '',
  ]
  await writeFile(program, script.join('\n'))
  await chmod(program, 0o755)
  const command = `${program} {passwordfile} {operation} {localfile}`
  const run = (steps: readonly Step[]) =>
    runAgainst(lenient, exec, { steps }, { command })
  t.same(problems(await run([list])), [])
  const short = await run([get])
  t.match(problems(short)[0], /not what the server stores/)
  t.equal(short.claims, 'success')
  const cannot = await run([list, put, list])
  t.match(cannot.unsupported, /says that it cannot do this: client exit 89/)
  t.equal(cannot.claims, 'failure')
})
