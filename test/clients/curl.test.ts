/** Drives the real curl, against a real vsftpd where it needs a server. */
import t from 'tap'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import curl from '../../harness/clients/curl.js'
import type { ClientRequest, Conversation, Step } from '../../harness/model.js'
import { startOddServer } from './support/odd-server.js'
import { requestFor, told, trustedVsftpd } from './support/request.js'
import { noVsftpd } from './support/vsftpd.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const here = await curl.available()
const noCurl = here.ok || required ? false : `${here.why}; ${here.hint}`

t.test('what curl can be asked to do', async t => {
  const fits = (conversation: Conversation) => curl.supports(conversation, {})
  t.equal(fits({}), true)
  t.equal(fits({ mode: 'implicit', maxVersion: 'TLSv1.2', data: 'eprt' }), true)
  t.equal(fits({ dataSession: 'none', level: 'C', verify: false }), true)
  for (const refused of [
    { auth: ['TLS'] },
    { protect: 'before-login' },
    { level: 'E' },
    { closeNotify: false },
    { readToEnd: true },
    { resumption: 'ticket' },
    { dataSession: 'control' },
    { minVersion: 'SSLv3' },
    { alpn: ['ftp'] },
    { steps: [{ do: 'rein' }] },
    { steps: [{ do: 'list' }, { do: 'ccc' }] },
  ] satisfies readonly Conversation[])
    t.type(fits(refused), 'string', JSON.stringify(refused))
})

t.test('lines to write', async t => {
  const { options } = curl
  const line = (name: string, value: string) =>
    curl.configurationLine(name, value)
  t.equal(line('tls-max', '1.2'), '--tls-max 1.2')
  t.equal(line('tlsv1.x', '1.0'), '--tlsv1.0')
  t.equal(line('no-sessionid', 'NO'), '--sessionid')
  t.equal(line('insecure', 'YES'), '--insecure')
  t.equal(line('cacert', ''), '(without --cacert)')
  for (const [name, option] of Object.entries(options))
    for (const cure of option.cures ?? [])
      if (option.values !== undefined)
        t.ok(option.values.includes(cure.to), `${name}=${cure.to}`)
})

// curl 7.88.1 idles for a second now and then on a connection that it reuses
const four: readonly Step[] = [
  { do: 'list' },
  { do: 'get', size: 'small', restartAt: 100 },
  { do: 'put', size: 'small' },
  { do: 'put', size: 'small', verb: 'APPE' },
]
const opened = [
  'connect 220',
  'AUTH SSL, TLS 234',
  'TLS handshake',
  'login 230',
  'PROT P 200',
]

t.test('against vsftpd', { skip: noCurl || noVsftpd(required) }, async t => {
  const server = await trustedVsftpd()
  const implicit = await trustedVsftpd({ implicit_ssl: 'YES' })
  t.teardown(() => Promise.all([server.stop(), implicit.stop()]))
  const run = async (
    conversation: Conversation,
    rest: Partial<ClientRequest> = {},
    target = server,
  ) => {
    const request = await requestFor(t, curl, target, conversation, rest)
    return { request, result: await curl.run(request) }
  }

  await t.test('one control connection, all resumed in TLS 1.2', async t => {
    const { request, result } = await run({
      maxVersion: 'TLSv1.2',
      steps: four,
    })
    t.same(told(result.steps), [
      ...opened,
      'LIST 226',
      'get small from 100 226',
      'put small 226',
      'append small 226',
    ])
    t.equal(result.claims, 'success')
    t.same(
      result.steps.map(s => s.data),
      [...opened.map(() => undefined), 1, 2, 3, 4],
    )
    const resumed = result.events.flatMap(({ body }) =>
      body.kind === 'established' ? [body.resumed] : [],
    )
    t.same(resumed, [false, true, true, true, true])
    t.match(result.keylog, /^CLIENT_RANDOM /m)
    t.match(result.steps[6]?.transfer, { arrived: 900, intact: true })
    const [, upload = ''] =
      /\/(.*)$/.exec(result.steps[7]?.transfer?.name ?? '') ?? []
    t.same(
      await readFile(join(server.root, 'up', upload)),
      request.contents.bytes('small'),
    )
  })

  await t.test('TLS 1.3: the first transfer is resumed', async t => {
    const { result } = await run({})
    t.same(told(result.steps), [...opened, 'LIST 226'])
    t.match(result.keylog, /^CLIENT_TRAFFIC_SECRET_0 /m)
    for (const size of ['empty', '1MiB'] as const) {
      const got = await run({ steps: [{ do: 'get', size }] })
      t.match(got.result.steps.at(-1), { ok: true, transfer: { intact: true } })
    }
  })

  await t.test('other forms of the conversation', async t => {
    t.same(told((await run({ mode: 'clear' })).result.steps), [
      'connect 220',
      'login 230',
      'LIST 226',
    ])
    const inside = await run({ mode: 'implicit' }, {}, implicit)
    t.same(told(inside.result.steps), [
      'connect',
      'TLS handshake',
      'login 230',
      'PROT P 200',
      'LIST 226',
    ])
    const open = await run({ level: 'C' })
    t.same(told(open.result.steps).slice(-2), ['PROT C 200', 'LIST 226'])
    const old = await run({ maxVersion: 'TLSv1', data: 'pasv' })
    t.ok(old.result.steps.every(s => s.ok))
    t.match(
      old.result.events.map(e => e.body).filter(b => b.kind === 'established'),
      [{ version: 'TLSv1' }, { version: 'TLSv1' }],
    )
  })

  await t.test('commands and CCC', async t => {
    const { result } = await run({
      steps: [
        { do: 'ccc' },
        { do: 'command', line: 'NOOP', accept: [200] },
        { do: 'list', verb: 'NLST' },
        { do: 'command', line: 'SITE NO', accept: [550] },
      ],
    })
    t.same(told(result.steps).slice(5), [
      'CCC 500 !protect',
      'NOOP 200',
      'NLST 226',
      'SITE NO 550',
    ])
  })

  await t.test('what goes wrong, and where', async t => {
    const last = async (
      conversation: Conversation,
      options: Readonly<Record<string, string>> = {},
    ) => {
      const { result } = await run(conversation, { options })
      t.equal(result.claims, 'failure')
      return told(result.steps).find(s => s.includes('!'))
    }
    t.equal(await last({ dataSession: 'none' }), 'LIST 522 !data-tls')
    t.equal(await last({}, { 'no-sessionid': 'YES' }), 'LIST 522 !data-tls')
    t.equal(
      await last({}, { cacert: 'other-ca.pem' }),
      'TLS handshake !control-tls',
    )
    t.equal(
      await last({ serverName: 'nobody.example' }),
      'TLS handshake !control-tls',
    )
    t.equal(await last({ mode: 'implicit' }), 'TLS handshake !control-tls')
    const blind = await run(
      { serverName: 'nobody.example' },
      { options: { insecure: 'YES' } },
    )
    t.equal(blind.result.claims, 'success')
  })
})

t.test('against odd servers', { skip: noCurl }, async t => {
  await t.test('the password is shown nowhere', async t => {
    const server = await startOddServer(t, {})
    const password = 'p"a\\ss#{w}ord'
    const target = { ...server, password }
    const request = await requestFor(t, curl, target, { mode: 'clear' })
    const result = await curl.run(request)
    t.ok(server.heard.includes(`PASS ${password}`))
    t.equal(told(result.steps)[1], 'login 530 !login')
    t.notMatch(JSON.stringify(result), /a\\+ss#/)
    const files = await readdir(await request.directory(), { recursive: true })
    t.notOk(files.some(f => f.includes('config')))
  })

  await t.test('a server that never answers the ClientHello', async t => {
    const server = await startOddServer(t, { behindAuth: 'silence' })
    const deadlines = { stepMs: 400, cellMs: 1500 }
    const request = await requestFor(t, curl, server, {}, { deadlines })
    const result = await curl.run(request)
    t.equal(result.claims, 'failure')
    t.match(told(result.steps)[2], /^TLS handshake !/)
    t.ok(result.events.some(e => e.body.kind === 'timeout'))
  })

  await t.test('an aborted cell leaves no child', async t => {
    const server = await startOddServer(t, { behindAuth: 'silence' })
    const abort = new AbortController()
    const { signal } = abort
    const request = await requestFor(t, curl, server, {}, { signal })
    const running = curl.run(request)
    const timer = setInterval(() => {
      if (server.heard.includes('AUTH SSL')) abort.abort()
    }, 5)
    const result = await running
    clearInterval(timer)
    t.equal(result.claims, 'failure')
    t.ok(request.clock.now() < 3000)
  })
})
