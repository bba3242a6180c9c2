/** The commands at the desk as a user meets them: serve, drive, record. */
import t from 'tap'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Command, Io } from '../../harness/cli/command.js'
import { InteropError } from '../../harness/errors.js'
import type { CellResult } from '../../harness/model.js'
import { readJournal } from '../../harness/journal.js'
import { cli as inFolder, finish, start, type Ran } from '../program.js'
import { crowd, dial, type Dialled } from './desk-clients.js'

const base = t.testdir()
const at = (...names: string[]): string => join(base, ...names)
const password = 'planted-Pa55word'
const env = {
  FTPS_INTEROP_USER: 'tester',
  FTPS_INTEROP_PASSWORD: password,
}
const cli = (args: readonly string[], more = env): Promise<Ran> =>
  inFolder(base, args, more)

interface Desk extends Dialled {
  readonly out: string
  readonly screen: () => string
  /** as Ctrl-C does */
  readonly interrupt: () => Promise<Ran>
}

const listening = /(?:listens on|between) (\S+):(\d+)/

/** A command that goes on until it is stopped. */
const desk = async (
  out: string,
  args: readonly string[],
  how: NodeJS.ProcessEnv = env,
): Promise<Desk> => {
  const child = start(base, [...args, '--out', out], how)
  const ended = finish(child)
  let screen = ''
  const ready = new Promise<void>(resolve => {
    child.stdout?.on('data', (d: Buffer) => {
      screen += d.toString()
      if (/Ctrl-C ends it|after the first session/.test(screen)) resolve()
    })
  })
  const early = ended.then(({ code, err }) => {
    throw new Error(`ended with ${code}: ${err}`)
  })
  await Promise.race([ready, early])
  early.catch(() => undefined)
  const ca = at(out, 'ca.pem')
  return {
    out: at(out),
    port: Number(listening.exec(screen)?.[2]),
    password,
    rootPem: screen.includes(ca) ? readFileSync(ca, 'utf8') : '',
    screen: () => screen,
    interrupt: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

const cellsIn = (out: string): readonly CellResult[] =>
  readJournal(join(out, 'run.jsonl')).cells

const userOf = (cell: CellResult): string => {
  const users = cell.events.flatMap(({ body }) =>
    body.kind === 'command' && body.verb === 'USER' ? [body.argument] : [],
  )
  return [...new Set(users)].join(' and ')
}

writeFileSync(at('not.pem'), 'hello\n')
const taken = createServer().listen(0, '127.0.0.1')
await once(taken, 'listening')
const takenPort = String((taken.address() as AddressInfo).port)
t.teardown(() => taken.close())

const mistakes: readonly (readonly [
  args: readonly string[],
  code: 2 | 3,
  says: RegExp,
  hint: RegExp,
])[] = [
  [['serve'], 2, /serve what/, /list servers/],
  [['serve', 'vsftp'], 2, /"vsftp"/, /mean vsftpd/],
  [['serve', 'vsftpd', '--set', 'x=1'], 2, /no option "x"/, /list options/],
  [['serve', 'vsftpd', '--set', 'x'], 2, /option=value/, /list options/],
  [['serve', 'vsftpd', '--port', '70000'], 2, /70000/, /65535/],
  [['serve', 'vsftpd', '--port', takenPort], 3, /EADDRINUSE/, /another port/],
  [['serve', 'vsftpd', '--listen', 'here'], 2, /"here"/, /IP address/],
  [['serve', 'vsftpd', '--cert', at('none.pem')], 2, /none\.pem/, /exists/],
  [['serve', 'vsftpd', '--cert', at('not.pem')], 2, /not\.pem/, /PEM/],
  [['serve', 'vsftpd', '--key', at('not.pem')], 2, /without --cert/, /--cert/],
  [['serve', 'vsftpd', '--fault', 'silent'], 2, /"silent"/, /silent-after/],
  [['serve', 'vsftpd', '--network', 'wan'], 2, /"wan"/, /--network list/],
  [['serve', 'vsftpd', '--backend', 'real'], 2, /"real"/, /embedded/],
  [['drive', 'curl'], 2, /a client and a URL/, /ftpes:/],
  [['drive', 'crul', 'ftp://localhost/'], 2, /"crul"/, /mean curl/],
  [['drive', 'zos-ftp', 'localhost:21'], 2, /not a URL/, /ftpes:/],
  [['drive', 'zos-ftp', 'http://localhost/'], 2, /FTP or SMTP/, /ftps:/],
  [['drive', 'zos-ftp', 'smtp://localhost/'], 2, /speaks ftp/, /list/],
  [['drive', 'zos-ftp', 'ftp://a:b@localhost/'], 2, /password/, /prompt/],
  [
    ['drive', 'zos-ftp', 'ftp://localhost/', '--ca', at('not.pem')],
    2,
    /no certificate/,
    /PEM/,
  ],
  [
    ['drive', 'zos-ftp', 'ftp://localhost/', '--credentials', 'none'],
    2,
    /none/,
    /first line/,
  ],
  [['record', '--listen', '0'], 2, /needs --to/, /--to/],
  [['record', '--listen', '0', '--to', 'x:99999'], 2, /99999/, /65535/],
  [['record', '--listen', 'x:1', '--to', 'localhost'], 2, /"x:1"/, /ADDRESS/],
  [
    ['record', '--listen', '0', '--to', 'x', '--data-ports', '9-1'],
    2,
    /"9-1"/,
    /FROM-TO/,
  ],
]

const io: Io = {
  out: process.stdout,
  err: process.stderr,
  env: {},
  signal: new AbortController().signal,
}

const mistakeOf = async (args: readonly string[]): Promise<InteropError> => {
  const [name = '', ...rest] = args
  const url = new URL(`../../harness/cli/commands/${name}.js`, import.meta.url)
  const { default: command } = (await import(url.href)) as { default: Command }
  try {
    await command.run(rest, io)
  } catch (error) {
    if (error instanceof InteropError) return error
    throw error
  }
  throw new Error(`${args.join(' ')} was no mistake`)
}

t.test('mistakes: a sentence, a hint, an exit code', async t => {
  for (const [i, [args, code, says, hint]] of mistakes.entries()) {
    const told = await mistakeOf([...args, '--out', at(`mistake${i}`)])
    const name = args.join(' ')
    t.equal(told.exitCode, code, name)
    t.match(told.message, says, name)
    t.match(told.hint, hint, name)
  }
  const nobody = await mistakeOf(['drive', 'zos-ftp', 'ftp://localhost/'])
  t.match(nobody.message, /no user/)
})

t.test(
  'a crowd at once: everybody gets the verdict that is theirs',
  async t => {
    const server = await desk('crowd', [
      'serve',
      'vsftpd',
      '--set',
      'max_per_ip=0',
    ])
    const names: string[] = []
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const one = crowd[i % crowd.length]
        if (one === undefined) throw new Error('nobody')
        const name = `${one.name}-${i}`
        names.push(name)
        return dial(one.profile, name, server, one.conversation)
      }),
    )
    const ran = await server.interrupt()
    t.equal(ran.code, 0, ran.err)
    const cells = cellsIn(server.out)
    t.same(cells.map(userOf).sort(), names.sort(), 'a session each, unmixed')
    for (const cell of cells) {
      const kind = userOf(cell).split('-')[0]
      const finding = crowd.find(c => c.name === kind)?.finding ?? null
      const faults = cell.findings.filter(f => f.severity === 'fault')
      t.equal(faults[0]?.id ?? null, finding, userOf(cell))
      t.equal(cell.verdict, finding === null ? 'pass' : 'fail')
    }
    t.match(ran.out, /60 sessions, something wrong in 30/)
    t.match(ran.out, /15 × data-session-not-reused/)
    t.match(ran.out, /write +require_ssl_reuse=NO/)
  },
)

t.test('serve, drive, record, report: one story', async t => {
  const server = await desk('serve', ['serve', 'vsftpd'])
  const url = `ftpes://localhost:${server.port}/small.bin`
  const ca = ['--ca', join(server.out, 'ca.pem'), '--server', 'vsftpd']
  const good = await cli([
    'drive',
    'modern-openssl',
    url,
    ...ca,
    '--out',
    'good',
  ])
  t.equal(good.code, 0, good.out + good.err)
  t.match(good.out, /nothing wrong.* 2 resumed.*LIST 226, get small\.bin 226/)
  t.match(good.out, /→ {2}PASS <redacted>/)
  const bad = await cli(['drive', 'never-resumes', url, ...ca, '--out', 'bad'])
  t.equal(bad.code, 1, bad.out + bad.err)
  t.match(bad.out, /finding +data-session-not-reused/)
  t.match(bad.out, /decided by +client client without session reuse/)
  t.match(bad.out, /or by +server vsftpd: require_ssl_reuse=YES/)
  t.match(
    cellsIn(at('bad'))[0]?.id,
    /^desk\/drive\[session=1\] @ vsftpd × never/,
  )

  const ended = await desk('ended', [
    'record',
    '--listen',
    '0',
    '--to',
    `127.0.0.1:${server.port}`,
    '--terminate',
    '--server',
    'vsftpd',
  ])
  for (const [client, code] of [
    ['modern-openssl', 0],
    ['never-resumes', 1],
  ] as const)
    for (const mode of ['pasv', 'port']) {
      const ran = await cli([
        ...['drive', client, `ftpes://localhost:${ended.port}/`],
        ...[
          '--ca',
          join(ended.out, 'ca.pem'),
          '--out',
          `over-${client}-${mode}`,
        ],
        ...['--scenario', `data/mode[mode=${mode}]`, '--quiet'],
      ])
      t.equal(ran.code, code, `${client} ${mode}: ${ran.out}${ran.err}`)
    }
  const recorded = await ended.interrupt()
  t.equal(recorded.code, 0, recorded.err)
  const legs = cellsIn(ended.out)
  t.same(
    legs.map(c => [c.scenario, c.findings[0]?.id]),
    [
      undefined,
      undefined,
      'data-session-not-reused',
      'data-session-not-reused',
    ].flatMap(finding => [
      ['desk/record-client-leg', finding],
      ['desk/record-server-leg', finding],
    ]),
    'both legs of each, and the client is mirrored to the server',
  )
  t.match(recorded.out, /as on the client's leg: data-session-not-reused/)

  const passed = await desk('passed', [
    'record',
    '--listen',
    '0',
    '--to',
    `127.0.0.1:${server.port}`,
  ])
  t.match(passed.screen(), /commands under TLS cannot be seen/)
  await dial('modern-openssl', 'through', {
    ...passed,
    rootPem: server.rootPem,
  })
  const through = await passed.interrupt()
  t.match(through.out, /TLS begins and passes through/)
  t.match(
    cellsIn(passed.out).map(c => [c.scenario, c.verdict, c.findings.length]),
    [['desk/record', 'pass', 0]],
  )

  const served = await server.interrupt()
  t.equal(served.code, 0, served.err)
  t.equal(cellsIn(server.out).length, 7)
  const shown = await cli(['report', join(server.out, 'run.jsonl')])
  t.equal(shown.code, 0, shown.err)
  t.match(shown.out, /data-session-not-reused/)
  const files = readdirSync(base, { recursive: true, withFileTypes: true })
    .filter(e => e.isFile() && e.name !== 'ca.pem')
    .map(e => readFileSync(join(e.parentPath, e.name), 'utf8'))
  t.ok(files.length > 8)
  for (const text of [...files, good.out, bad.out, recorded.out, through.out])
    t.notOk(text.includes(password), 'the password is nowhere')
})

t.test('--fault and --network, --once', async t => {
  const fault = await desk('fault', [
    ...['serve', 'rfc4217', '--fault', 'clear-reply-after-auth', '--once'],
  ])
  await dial('modern-openssl', 'x', fault)
  await fault.interrupt()
  const [broken] = cellsIn(fault.out)
  t.equal(broken?.findings[0]?.id, 'cleartext-reply-after-auth')
  t.match(broken?.point, { fault: 'clear-reply-after-auth' })
  const faults = await cli(['serve', '--fault', 'list'])
  t.match(faults.out, /^silent-after-auth +\S/m)
  const networks = await cli(['serve', '--network', 'list'])
  t.match(networks.out, /^firewall-cuts-encrypted +\S/m)
})
