/** Drives the real C-Kermit, against a real vsftpd where it needs a server. */
import t from 'tap'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import kermit from '../../harness/clients/kermit.js'
import { opensslConf, quoted } from '../../harness/clients/kermit/script.js'
import type { ClientRequest, Conversation, Step } from '../../harness/model.js'
import { startOddServer } from './support/odd-server.js'
import { requestFor, told, trustedVsftpd } from './support/request.js'
import { noVsftpd } from './support/vsftpd.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const here = await kermit.available()
const noKermit = here.ok || required ? false : `${here.why}; ${here.hint}`

t.test('what Kermit can be asked to do', async t => {
  const fits = (conversation: Conversation) => kermit.supports(conversation, {})
  t.equal(fits({}), true)
  t.equal(fits({ auth: ['SSL'], data: 'port', maxVersion: 'TLSv1.2' }), true)
  t.equal(fits({ auth: ['TLS', 'SSL'], protect: 'never' }), true)
  for (const refused of [
    { auth: ['SSL', 'TLS'] },
    { auth: ['TLS-C'] },
    { protect: 'after-login' },
    { level: 'S' },
    { data: 'epsv' },
    { mode: 'implicit', level: 'C' },
    { mode: 'implicit', steps: [{ do: 'prot', level: 'P' }] },
    { serverName: 'x.example' },
    { dataSession: 'none' },
    { steps: [{ do: 'list', verb: 'MLSD' }] },
    { steps: [{ do: 'abort', size: 'small' }] },
  ] satisfies readonly Conversation[])
    t.type(fits(refused), 'string', JSON.stringify(refused))
})

t.test('lines, quoting, openssl.cnf', async t => {
  const line = (name: string, value: string) =>
    kermit.configurationLine(name, value)
  t.equal(line('ftp authtype', 'ssl'), 'set ftp authtype ssl')
  t.equal(
    line('ftp quote', 'PBSZ 0, PROT P'),
    'ftp quote PBSZ 0; ftp quote PROT P',
  )
  t.equal(line('OPENSSL_CONF.MaxProtocol', 'TLSv1.2'), 'MaxProtocol = TLSv1.2')
  t.equal(quoted('a b\\{};#'), 'a\\{32}b\\{92}\\{123}\\{125}\\{59}\\{35}')
  const request = await requestFor(
    t,
    kermit,
    { port: 1 },
    { maxVersion: 'TLSv1' },
  )
  t.match(opensslConf(request), /MaxProtocol = TLSv1\nMinProtocol = TLSv1\n/)
})

const five: readonly Step[] = [
  { do: 'list' },
  { do: 'get', size: '1MiB' },
  { do: 'get', size: 'small', restartAt: 100 },
  { do: 'put', size: 'small' },
  { do: 'put', size: 'small', verb: 'APPE' },
]
const opened = [
  'connect 220',
  'AUTH TLS, SSL 234',
  'TLS handshake',
  'PROT P 200',
  'login 230',
]

t.test('against vsftpd', { skip: noKermit || noVsftpd(required) }, async t => {
  const server = await trustedVsftpd()
  const implicit = await trustedVsftpd({ implicit_ssl: 'YES' })
  t.teardown(() => Promise.all([server.stop(), implicit.stop()]))
  const run = async (
    conversation: Conversation,
    rest: Partial<ClientRequest> = {},
    target = server,
  ) => {
    const request = await requestFor(t, kermit, target, conversation, rest)
    return { request, result: await kermit.run(request) }
  }

  await t.test('five transfers in TLS 1.2', async t => {
    const { request, result } = await run({
      maxVersion: 'TLSv1.2',
      steps: five,
    })
    t.same(told(result.steps), [
      ...opened,
      'LIST 226',
      'get 1MiB 226',
      'get small from 100 226',
      'put small 226',
      'append small 226',
    ])
    t.equal(result.claims, 'success')
    const name = result.steps[8]?.transfer?.name ?? ''
    t.same(
      await readFile(join(server.root, name)),
      request.contents.bytes('small'),
    )
  })

  await t.test('TLS 1.3: the second transfer is refused', async t => {
    const { result } = await run({ steps: five.slice(0, 3) })
    t.same(told(result.steps), [
      ...opened,
      'LIST 226',
      'get 1MiB 522 !data-tls',
      'get small from 100 -',
    ])
    t.equal(result.claims, 'failure')
  })

  await t.test('distrust ends in clear text, and in "success"', async t => {
    const options = { 'auth tls verify-file': 'other-ca.pem' }
    const { result } = await run({}, { options })
    t.same(told(result.steps), [
      'connect 220',
      'AUTH TLS, SSL 234',
      'TLS handshake !control-tls',
      'PROT P !protect',
      'login 230',
      'LIST 226',
    ])
    t.equal(result.claims, 'success')
    const users = result.events.filter(
      ({ body }) => body.kind === 'command' && body.verb === 'USER',
    )
    t.match(users, [{ ordinal: 3, body: { clear: true } }])
    const blind = await run({ verify: false }, { options })
    t.same(told(blind.result.steps), [...opened, 'LIST 226'])
  })

  await t.test('implicit: TLS on data that nobody asked for', async t => {
    const { result } = await run({ mode: 'implicit' }, {}, implicit)
    t.same(told(result.steps), [
      'connect',
      'TLS handshake',
      'login 230',
      'LIST 150 !data-tls',
    ])
    const options = { 'ftp quote': 'PBSZ 0, PROT P' }
    const cured = await run({ mode: 'implicit' }, { options }, implicit)
    t.equal(told(cured.result.steps).at(-1), 'LIST 226')
  })

  await t.test('active, one mechanism, levels, commands', async t => {
    const active = await run({ data: 'port', auth: ['SSL'] })
    t.same(told(active.result.steps).slice(1, 3), [
      'AUTH SSL 234',
      'TLS handshake',
    ])
    t.equal(told(active.result.steps).at(-1), 'LIST 226')
    const { result } = await run({
      steps: [
        { do: 'command', line: 'NOOP', accept: [200] },
        { do: 'prot', level: 'C' },
        { do: 'list' },
        { do: 'pbsz' },
        { do: 'ccc' },
        { do: 'command', line: 'SITE NO', accept: [200] },
        { do: 'wait', ms: 1 },
      ],
    })
    t.same(told(result.steps).slice(5), [
      'NOOP 200',
      'PROT C 200',
      'LIST 226',
      'PBSZ 0 200',
      'CCC 500 !reply',
      'SITE NO 550 !reply',
      'wait 1 ms',
    ])
    const clear = await run({ mode: 'clear' })
    t.same(told(clear.result.steps), ['connect 220', 'login 230', 'LIST 226'])
  })
})

t.test('against odd servers', { skip: noKermit }, async t => {
  await t.test('any password arrives, and is shown nowhere', async t => {
    const server = await startOddServer(t, { auth: '504 no' })
    const password = 'p"a\\ss #{w};%d\\13ord'
    const target = { ...server, user: 'a user', password }
    const request = await requestFor(t, kermit, target, {})
    const result = await kermit.run(request)
    t.ok(server.heard.includes('USER a user'))
    t.ok(server.heard.includes(`PASS ${password}`))
    t.same(
      server.heard.filter(l => l.startsWith('AUTH')),
      ['AUTH TLS', 'AUTH TLS-P', 'AUTH SSL'],
    )
    t.notMatch(JSON.stringify(result), /a\\+ss/)
  })

  await t.test('an aborted cell leaves no child', async t => {
    const server = await startOddServer(t, { behindAuth: 'silence' })
    const abort = new AbortController()
    const { signal } = abort
    const request = await requestFor(t, kermit, server, {}, { signal })
    const running = kermit.run(request)
    const timer = setInterval(() => {
      if (server.heard.includes('AUTH TLS')) abort.abort()
    }, 5)
    const result = await running
    clearInterval(timer)
    t.equal(result.claims, 'failure')
    t.ok(request.clock.now() < 4000)
  })

  await t.test('its own deadline is earlier than the cell', async t => {
    const server = await startOddServer(t, { behindAuth: 'silence' })
    const deadlines = { stepMs: 400, cellMs: 2000 }
    const request = await requestFor(t, kermit, server, {}, { deadlines })
    const result = await kermit.run(request)
    t.match(result.events.at(-1)?.body, { kind: 'timeout' })
    t.equal(told(result.steps)[2], 'TLS handshake !control-tls')
  })
})
