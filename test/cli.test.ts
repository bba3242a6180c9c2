/** The program as a user meets it: exit codes, sentences, what it leaves. */
import t from 'tap'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJournal } from '../harness/journal.js'
import { cli as inFolder, finish, type Ran } from './program.js'

const base = t.testdir()
const at = (name: string): string => join(base, name)
const cli = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran> =>
  inFolder(base, args, env)

const small = [
  'run',
  '--scenario',
  'reuse/none-offered',
  '--server',
  'vsftpd',
  '--client',
  'modern-openssl',
]

/** 9 bytes of chance are the password of a listener: make it known. */
const plant = `data:text/javascript,${encodeURIComponent(`
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
const real = crypto.randomBytes
crypto.randomBytes = (n, ...more) =>
  n === 9 && more.length === 0 ? Buffer.from('plantedpw') : real(n, ...more)
syncBuiltinESMExports()
`)}`
const password = Buffer.from('plantedpw').toString('base64url')

interface Mistake {
  readonly args: readonly string[]
  readonly code: 2 | 3
  readonly says: RegExp
  readonly hint: RegExp
}

writeFileSync(at('not.jsonl'), 'hello\nworld\n')
writeFileSync(at('wrong.json'), '[{"verdict":"fail"}]')
const cell = 'reuse/none-offered @ vsftpd × modern-openssl'
const mistake = (
  args: readonly string[],
  code: Mistake['code'],
  says: RegExp,
  hint: RegExp,
): Mistake => ({ args, code, says, hint })

const mistakes: readonly Mistake[] = [
  mistake(['rum'], 2, /no command "rum"/, /did you mean run\?/),
  mistake(['run', '--scenaro', 'x'], 2, /'--scenaro'/, /mean --scenario\?/),
  mistake(['run', '--out', '--quiet'], 2, /'--out'/, /--help/),
  mistake(['run', '--backend', 'cloud'], 2, /"cloud"/, /embedded/),
  mistake(['run', '--server', 'vsftp'], 2, /"vsftp"/, /mean vsftpd/),
  mistake(
    ['run', '--set', 'vsftpd.ssl_enable=MAYBE'],
    2,
    /cannot be "MAYBE"/,
    /YES, NO/,
  ),
  mistake(['run', '--only', 'reuse/by'], 2, /expected one @/, /--list/),
  mistake(['run', '--only', 'a\u001b[31m*'], 3, /a\\u001b\[31m/, /--list/),
  mistake(['run', '--report', 'pdf'], 2, /format "pdf"/, /list reports/),
  mistake(
    ['run', '--expectations', 'wrong.json'],
    2,
    /wrong\.json\[0\] has no scenarios/,
    /expectation/,
  ),
  mistake(
    ['run', '--server', 'rfc4217', '--backend', 'docker'],
    3,
    /docker/,
    /./,
  ),
  mistake([...small, '--out', 'not.jsonl/x'], 3, /journal/, /--out/),
  mistake(['report', 'none.jsonl'], 2, /none\.jsonl/, /run\.jsonl/),
  mistake(['report', 'not.jsonl'], 2, /not\.jsonl:1/, /run\.jsonl/),
  mistake(['attribute'], 2, /one cell id/, /quote it/),
  mistake(['explain', 'data-session-not-reuse'], 2, /neither/, /not-reused/),
  mistake(['list', 'server'], 2, /no "server"/, /mean servers/),
]

t.test('mistakes: a sentence, a hint, an exit code', async t => {
  await Promise.all(
    mistakes.map(async ({ args, code, says, hint }) => {
      const name = args.join(' ')
      const ran = await cli(args)
      const lines = ran.err
        .trimEnd()
        .split('\n')
        // what a run says of its lanes comes before
        .filter(l => !/^(server|client) |^\d+ cells/.test(l))
      t.equal(ran.code, code, name)
      t.equal(lines.length, 2, `${name}: two lines\n${ran.err}`)
      t.match(lines[0], /^ftps-interop: /, name)
      t.match(lines[0], says, name)
      t.match(lines[1], /^ {2}\S/, name)
      t.match(lines[1], hint, name)
      t.notMatch(ran.err, /\n\s+at |\u001b|defect of ours/, name)
      t.equal(ran.out, '', name)
    }),
  )
})

t.test('what it tells without running', async t => {
  const tells = async (
    args: readonly string[],
    code: number,
    ...says: readonly RegExp[]
  ): Promise<void> => {
    const ran = await cli(args)
    t.equal(ran.code, code, args.join(' '))
    for (const one of says) t.match(ran.out, one, args.join(' '))
    t.notMatch(ran.out, '\u001b')
  }
  await Promise.all([
    tells(['--version'], 0, /^ftps-interop \d+\.\d+\.\d+\n$/),
    tells(['--help'], 0, /^ {2}run /m, /^ {2}report /m, /130 interrupted/),
    tells(['list'], 0, /^scenarios$/m, /reuse\/by/, /zos-ftp/, /junit/),
    tells(['list', 'options', 'vsftpd'], 0, /require_ssl_reuse +YES/),
    tells(
      ['explain', 'data-session-not-reused'],
      0,
      /vsftpd require_ssl_reuse → NO, security cost high/,
      /^sources$/m,
    ),
    tells(['explain', 'vsftpd.ca_certs_file'], 0, /^vsftpd ca_certs_file$/m),
    tells(['doctor'], 0, /Node \d+/, /✓ vsftpd +embedded/, /zos-ftp/),
    tells(
      ['run', '--list', '--only', cell.replace('×', 'x')],
      0,
      /^reuse\/none-offered @ vsftpd × modern-openssl\n$/,
    ),
  ])
})

const textsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(e => e.isFile())
    .map(e => readFileSync(join(e.parentPath, e.name), 'utf8'))

t.test('a run, and its journal shown again', async t => {
  const out = at('run')
  const ran = await cli(
    [...small, '--set', 'vsftpd.require_ssl_reuse=NO', '--out', out],
    { NODE_OPTIONS: `--import ${plant}`, NO_COLOR: '1', FORCE_COLOR: '1' },
  )
  t.equal(ran.code, 0, ran.err)
  t.notMatch(ran.out, '\u001b', 'NO_COLOR')
  const journal = join(out, 'run.jsonl')
  const record = readJournal(journal)
  t.equal(record.cells.length, 1)
  t.match(
    record.cells[0]?.events.filter(
      ({ body }) => body.kind === 'command' && body.verb === 'PASS',
    ),
    [{ body: { argument: '<redacted>' } }],
  )
  const texts = [...textsIn(out), ran.out, ran.err]
  t.ok(texts.length > 5)
  for (const text of texts)
    t.notOk(text.includes(password) || text.includes('PRIVATE KEY'))
  const [shown, coloured, written] = await Promise.all([
    cli(['report', journal]),
    cli(['report', journal], { FORCE_COLOR: '1', NO_COLOR: '' }),
    cli(['report', journal, '--report', `json=${at('again.json')}`]),
  ])
  t.equal(shown.code, 0)
  t.ok(ran.out.startsWith(shown.out.trimEnd()), 'as the run showed it')
  t.match(coloured.out, '\u001b[')
  t.equal(written.code, 0)
  t.equal(written.out, '')
  t.equal(
    readFileSync(at('again.json'), 'utf8'),
    readFileSync(join(out, 'report.json'), 'utf8'),
  )
})

t.test('a planted password would be found', async t => {
  // the same plant, printed: so the test above can fail
  const child = spawn(
    process.execPath,
    [
      '--import',
      plant,
      '--input-type=module',
      '-e',
      "import { randomBytes } from 'node:crypto'; process.stdout.write(randomBytes(9).toString('base64url'))",
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  t.equal((await finish(child)).out, password)
})

t.test('a deviation is exit code 1, with its cause', async t => {
  writeFileSync(
    at('known.json'),
    JSON.stringify([
      {
        scenarios: ['reuse/none-offered'],
        servers: ['*'],
        clients: ['*'],
        verdict: 'pass',
        reason: 'said by mistake',
      },
    ]),
  )
  const args = [
    ...small,
    '--expectations',
    'known.json',
    '--no-side-effects',
    '--out',
    at('deviates'),
    '--quiet',
  ]
  const ran = await cli(args)
  t.equal(ran.code, 1)
  t.equal(ran.err, '')
  const { cells } = readJournal(join(at('deviates'), 'run.jsonl'))
  t.equal(cells[0]?.asExpected, false)
  t.ok((cells[0]?.attribution?.cures.length ?? 0) > 0, 'new: attributed')
})
