/**
 * Each habit of an emulated product as a server sees it: the order of its
 * commands, its chain of fall-backs, its versions, what it resumes. Last, the
 * emulation beside the installed program where there is one.
 */
import t, { type Test } from 'tap'
import commonsNet from '../../harness/clients/emulated-commons-net.js'
import curl from '../../harness/clients/emulated-curl.js'
import dotNet from '../../harness/clients/emulated-dotnet.js'
import fileZilla from '../../harness/clients/emulated-filezilla.js'
import kermit from '../../harness/clients/emulated-kermit.js'
import kermit95 from '../../harness/clients/emulated-kermit95.js'
import php from '../../harness/clients/emulated-php-ftp.js'
import python from '../../harness/clients/emulated-python-ftplib.js'
import winScp from '../../harness/clients/emulated-winscp.js'
import wsFtpPro from '../../harness/clients/emulated-ws-ftp-pro.js'
import realCurl from '../../harness/clients/curl.js'
import realKermit from '../../harness/clients/kermit.js'
import realPython from '../../harness/clients/python-ftplib.js'
import { runEmulated } from '../../harness/clients/engine/run.js'
import { soundTraits } from '../../harness/clients/engine/traits.js'
import ssl3Only from '../../harness/clients/ssl3-only.js'
import { discover } from '../../harness/discover.js'
import type {
  ClientProfile,
  ClientResult,
  Conversation,
  Event,
  OptionValues,
  Step,
} from '../../harness/model.js'
import type { MiniOptions, MiniServer } from './mini-model.js'
import { isHere, runAgainst } from './real.js'
import { TestServer } from '../servers/emulated.js'
import { serve as serveProfile } from '../servers/profile-server.js'
import { bodies, failures, requestTo, serve } from './request.js'

type Asked = {
  readonly options?: OptionValues
  readonly version?: string
  readonly stepMs?: number
}

const runOn = (
  server: MiniServer,
  client: ClientProfile,
  conversation: Conversation,
  asked: Asked = {},
): Promise<ClientResult> =>
  client.run(
    requestTo(server.port, conversation, {
      version: client.defaultVersion,
      ...asked,
    }),
  )

/** What the server was told, in its order; PASS without the password. */
const dialogue = async (
  test: Test,
  client: ClientProfile,
  steps: readonly Step[],
  told: Omit<MiniOptions, 'certificate'> = {},
  asked: Asked = {},
): Promise<string> => {
  const server = await serve(test, told)
  await runOn(server, client, { steps }, asked)
  return server.commands
    .map(line => line.replace(/^PASS .*/, 'PASS'))
    .map(line => line.replace(/^(PORT|EPRT) .*/, '$1'))
    .join(', ')
}

const list: readonly Step[] = [{ do: 'list' }]
const utf8 = { replies: { FEAT: '211 UTF8 and CLNT' } }

t.test('order of commands up to the first listing', async t => {
  const orders: readonly [ClientProfile, string][] = [
    [
      kermit,
      'AUTH TLS, PBSZ 0, PROT P, USER someone, PASS, REST 0, SYST, TYPE I, MODE S, STRU F, FEAT, TYPE A, PASV, LIST, QUIT',
    ],
    [
      curl,
      'AUTH SSL, USER someone, PASS, PBSZ 0, PROT P, PWD, EPSV, TYPE A, LIST, QUIT',
    ],
    [
      python,
      'AUTH TLS, USER someone, PASS, PBSZ 0, PROT P, TYPE A, PASV, LIST, QUIT',
    ],
    [
      php,
      'AUTH TLS, PBSZ 0, PROT P, USER someone, PASS, PASV, TYPE A, LIST, QUIT',
    ],
    [
      commonsNet,
      'AUTH TLS, USER someone, PASS, PBSZ 0, PROT P, TYPE I, SYST, PASV, LIST, QUIT',
    ],
    [
      fileZilla,
      'AUTH TLS, USER someone, PASS, SYST, FEAT, PBSZ 0, PROT P, PWD, TYPE I, PASV, LIST, QUIT',
    ],
    [
      winScp,
      'AUTH TLS, USER someone, PASS, SYST, FEAT, PBSZ 0, PROT P, PWD, TYPE A, PASV, LIST, QUIT',
    ],
    [
      dotNet,
      'AUTH TLS, USER someone, PASS, PBSZ 0, PROT P, OPTS utf8 on, PWD, TYPE I, PASV, LIST, QUIT',
    ],
    [
      wsFtpPro,
      'AUTH SSL, USER someone, PASS, SYST, PBSZ 0, PROT P, TYPE A, PASV, LIST, QUIT',
    ],
  ]
  for (const [client, order] of orders)
    t.equal(await dialogue(t, client, list), order, client.id)
})

t.test('what FEAT announces is used, and nothing else', async t => {
  const seen = await dialogue(t, fileZilla, [], utf8)
  t.match(seen, 'FEAT, CLNT FileZilla, OPTS UTF8 ON, PBSZ 0')
  t.match(await dialogue(t, winScp, [], utf8), 'FEAT, OPTS UTF8 ON, PBSZ 0')
})

t.test('AUTH refused: the chain of each, and where it ends', async t => {
  const refusing = { replies: { AUTH: '504 no' } }
  const chain = async (client: ClientProfile, asked: Asked = {}) =>
    (await dialogue(t, client, [], refusing, asked)).replace(/, PASS.*/, '')
  t.equal(
    await chain(kermit),
    'AUTH TLS, AUTH TLS-P, AUTH SSL, USER someone',
    'in clear at last',
  )
  t.equal(await chain(curl), 'AUTH SSL, AUTH TLS, QUIT')
  const ssl = { 'ssl-reqd': 'NO' }
  t.equal(
    await chain(curl, { options: ssl }),
    'AUTH SSL, AUTH TLS, USER someone',
  )
  t.equal(await chain(fileZilla), 'AUTH TLS, AUTH SSL, USER someone')
  t.equal(
    await chain(fileZilla, { options: { Protocol: '4' } }),
    'AUTH TLS, AUTH SSL, QUIT',
  )
  t.equal(await chain(winScp), 'AUTH TLS, AUTH SSL, QUIT')
  t.equal(await chain(dotNet), 'AUTH TLS, QUIT')
  t.equal(await chain(wsFtpPro), 'AUTH SSL, QUIT')
  t.equal(
    await chain(wsFtpPro, { options: { 'Unsecured connection': 'yes' } }),
    'AUTH SSL, USER someone',
  )
})

t.test('Kermit: TLS failed twice, then in clear, and exit 0', async t => {
  const server = await serve(t, { plainAfterAuth: '421 no' })
  const result = await runOn(server, kermit, { steps: [...list] })
  t.equal(bodies(result.events, 'open', 'control').length, 3)
  const user = result.events.find(
    e => e.body.kind === 'command' && e.body.verb === 'USER',
  )
  t.match(user, { ordinal: 3, body: { clear: true } })
  t.equal(result.claims, 'success')
  const implicit = await runOn(server, kermit, { mode: 'implicit' })
  t.equal(bodies(implicit.events, 'open', 'control').length, 1)
  t.equal(implicit.claims, 'failure')
})

t.test('Kermit, implicit: TLS on data without PBSZ and PROT', async t => {
  const server = await serve(t, { implicit: true })
  const result = await runOn(server, kermit, { mode: 'implicit', steps: [] })
  t.notOk(server.commands.some(c => /^(PBSZ|PROT)/.test(c)))
  t.same(failures(result), [])
  server.commands.length = 0
  await runOn(
    server,
    kermit,
    { mode: 'implicit', steps: [] },
    { options: { 'ftp quote': 'PBSZ 0, PROT P' } },
  )
  const at = (verb: string) =>
    server.commands.findIndex(c => c.startsWith(verb))
  t.ok(at('PASS') < at('PBSZ') && at('PBSZ') < at('PROT'))
})

t.test('Kermit lowers the level only behind login', async t => {
  const server = await serve(t)
  await runOn(server, kermit, { level: 'C', steps: [...list] })
  const levels = server.commands.filter(c => c.startsWith('PROT'))
  t.same(levels, ['PROT P', 'PROT C'])
  t.ok(
    server.commands.indexOf('PROT C') > server.commands.indexOf('FEAT'),
    'and before LIST',
  )
  t.equal(server.data[0]?.resumed, null, 'data in clear')
})

const resumptions = async (
  test: Test,
  client: ClientProfile,
  steps: readonly Step[],
  conversation: Conversation,
  asked: Asked = {},
): Promise<(boolean | null)[]> => {
  const server = await serve(test)
  await runOn(server, client, { ...conversation, steps }, asked)
  return server.data.map(d => d.resumed)
}

const three: readonly Step[] = [{ do: 'list' }, { do: 'list' }, { do: 'list' }]
const at12: Conversation = { maxVersion: 'TLSv1.2' }

t.test('which session data connections offer', async t => {
  const all = [true, true, true]
  const none = [false, false, false]
  const reuse = { options: { 'session-reuse': 'YES' } }
  const on = (framework: string) => ({
    options: { TargetFramework: framework },
  })
  const nss = { options: { CURL_SSL_BACKEND: 'nss' } }
  const gnutls = { options: { CURL_SSL_BACKEND: 'gnutls' } }
  const cases: readonly [ClientProfile, Conversation, Asked, boolean[]][] = [
    [kermit, {}, {}, [true, false, false]],
    [kermit, at12, {}, all],
    [curl, {}, { version: '7.61.1' }, none],
    [curl, at12, { version: '7.61.1' }, all],
    [curl, at12, nss, none],
    [curl, {}, gnutls, none],
    [curl, at12, gnutls, all],
    [php, {}, {}, all],
    [php, {}, { version: '8.1.0' }, [true, false, false]],
    [python, {}, {}, none],
    [python, {}, reuse, all],
    [commonsNet, at12, {}, none],
    [commonsNet, at12, reuse, all],
    [commonsNet, {}, reuse, none],
    [fileZilla, {}, {}, all],
    [winScp, {}, {}, all],
    [winScp, {}, { options: { SslSessionReuse: '0' } }, none],
    [dotNet, {}, on('net6.0'), none],
    [dotNet, {}, on('net8.0'), all],
    [dotNet, {}, on('net48'), all],
  ]
  for (const [client, asked, how, expected] of cases)
    t.same(
      await resumptions(t, client, three, asked, how),
      expected,
      `${client.id} ${JSON.stringify({ ...asked, ...how })}`,
    )
})

t.test('curl uses a ticket once, and loses those of an upload', async t => {
  const server = await TestServer.start({
    options: { require_ssl_reuse: 'NO' },
  })
  t.teardown(() => server.stop())
  const upload: Step[] = [
    { do: 'list' },
    { do: 'put', size: 'small' },
    { do: 'list' },
  ]
  const resumed = async (steps: readonly Step[], version: string) => {
    const aged: ClientProfile = {
      ...curl,
      run: request => curl.run({ ...request, version }),
    }
    const result = await runAgainst(server, aged, { steps: [...steps] })
    return bodies(result.events, 'established', 'data').map(e => e.resumed)
  }
  t.same(await resumed(three, '7.88.1'), [true, true, true])
  t.same(await resumed(upload, '7.88.1'), [true, true, false])
  t.same(await resumed(upload, '8.9.0'), [true, true, true])
})

t.test('JSSE throws a ticket of more than a week away', async t => {
  const reuse = { 'session-reuse': 'YES' }
  const wanted = async (seconds: number, more: OptionValues = {}) => {
    const server = await serve(t, { tls: { sessionTimeout: seconds } })
    await runOn(
      server,
      commonsNet,
      { ...at12, steps: [...list] },
      { options: { ...reuse, ...more } },
    )
    return server.data[0]?.resumed
  }
  t.equal(await wanted(600_000), true)
  t.equal(await wanted(700_000), false)
})

t.test('a client that insists on a session closes without one', async t => {
  const server = await serve(t)
  const result = await runEmulated(
    requestTo(server.port, { steps: [...list] }),
    { ...soundTraits, dataSession: 'none', needsSession: true },
  )
  t.match(
    result.steps.find(s => s.step === 'list'),
    { ok: false, phase: 'data-tls', why: /no TLS session to resume/ },
  )
  t.same(bodies(result.events, 'established', 'data'), [])
})

t.test('.NET closes an upload without close_notify', async t => {
  const server = await serve(t)
  const steps: Step[] = [{ do: 'put', size: 'small' }]
  await runOn(server, dotNet, { ...at12, steps })
  const facts = server.data[0]?.facts ?? []
  const sent = facts.flatMap(f =>
    f.kind === 'tls' && f.sender === 'client' ? [f.fact.is] : [],
  )
  t.ok(sent.includes('application-data'))
  t.notOk(sent.includes('close-notify'))
})

t.test('a refused mode is followed by the other', async t => {
  const noPasv = { replies: { PASV: '500 no' } }
  t.match(await dialogue(t, php, list, noPasv), 'PASV, TYPE A, PORT, LIST')
  t.match(await dialogue(t, fileZilla, list, noPasv), 'PASV, PORT, LIST')
  t.match(
    await dialogue(t, winScp, list, noPasv),
    'PASV, QUIT',
    'WinSCP gives up',
  )
  const noEpsv = { replies: { EPSV: '500 no' } }
  t.match(await dialogue(t, curl, list, noEpsv), 'EPSV, PASV, TYPE A, LIST')
  const active = { options: { 'Use Pasv mode': '0' } }
  const noPort = { replies: { PORT: '500 no' } }
  t.match(
    await dialogue(t, fileZilla, list, noPort, active),
    'PORT, PASV, LIST',
  )
})

t.test('curl 7.88.1 starts no TLS on what it accepted', async t => {
  const server = await serve(t)
  const result = await runOn(server, curl, { data: 'port', steps: [...list] })
  t.match(
    result.steps.find(s => s.step === 'list'),
    { ok: false, phase: 'data-tls' },
  )
  const older = await runOn(
    server,
    curl,
    { data: 'port', steps: [...list] },
    { version: '7.61.1' },
  )
  t.same(failures(older), [])
})

t.test('an option that is set wins over what a scenario asks for', async t => {
  const server = await serve(t)
  await runOn(
    server,
    kermit,
    { auth: ['TLS'], data: 'pasv', steps: [...list] },
    { options: { 'ftp authtype': 'ssl', 'ftp passive-mode': 'off' } },
  )
  t.equal(server.commands[0], 'AUTH SSL')
  t.ok(server.commands.some(c => c.startsWith('PORT ')))
})

/** ClientHello as the client's end sent it. */
const helloOf = ({ events }: ClientResult) =>
  bodies(events, 'tls', 'control')
    .map(b => b.fact)
    .find(f => f.is === 'client-hello')

t.test('old clients offer one version, and no extension', async t => {
  const server = await serve(t)
  const asked = { stepMs: 1000 }
  t.match(helloOf(await runOn(server, kermit95, { steps: [] }, asked)), {
    highest: 'TLSv1',
    extensions: [],
    ciphers: [0x39, 0x35, 0x16, 0x0a, 0x33, 0x2f],
  })
  t.match(helloOf(await runOn(server, ssl3Only, { steps: [] }, asked)), {
    recordVersion: 'SSLv3',
    highest: 'SSLv3',
    extensions: [],
  })
  const hello = helloOf(
    await runOn(
      server,
      dotNet,
      { steps: [] },
      {
        options: { TargetFramework: 'net45' },
      },
    ),
  )
  t.match(hello, { highest: 'TLSv1' })
})

t.test('a whole session of SSL 3.0, and what a modern server says', async t => {
  const old = await serveProfile(t, 'ws-ftp', {
    options: { handshake: 'ssl3-only' },
  })
  const steps: Step[] = [
    { do: 'list' },
    { do: 'get', size: '1MiB' },
    { do: 'put', size: 'small' },
  ]
  const { port, user, password, uploadDirectory } = old.listener
  const request = requestTo(port, { verify: false, steps })
  const login = { user, password, uploadDirectory }
  const result = await ssl3Only.run({ ...request, ...login })
  t.same(failures(result), [])
  t.match(
    bodies(result.events, 'established').map(e => e.version),
    ['SSLv3', 'SSLv3', 'SSLv3', 'SSLv3'],
  )
  const server = await serve(t)
  const refused = await runOn(server, ssl3Only, { steps: [] })
  t.match(refused.steps[2], { step: 'control-tls', ok: false })
})

t.test('every emulation tells its evidence, and none is a default', async t => {
  const { clients } = await discover()
  const emulations = [...clients.values()].filter(c =>
    c.id.startsWith('emulated-'),
  )
  t.ok(emulations.length >= 10)
  for (const client of [...emulations, ssl3Only]) {
    t.equal(client.kind, 'emulated')
    t.notOk(client.inDefaultMatrix, `${client.id}: the matrix stays small`)
    for (const [name, option] of Object.entries(client.options))
      t.ok(option.evidence, `${client.id} ${name}`)
  }
})

/** What happened on the wire, without what only one end can see. */
const verbs = (events: readonly Event[]): string =>
  events
    .filter(e => e.from === 'client-wire' || e.from === 'client-log')
    .flatMap(e => (e.body.kind === 'command' ? [e.body.verb] : []))
    .filter(verb => verb !== 'QUIT')
    .join(' ')

t.test('the emulation beside the program', async t => {
  const server = await TestServer.start({
    options: { require_ssl_reuse: 'YES' },
  })
  t.teardown(() => server.stop())
  for (const [real, emulation] of [
    [realKermit, kermit],
    [realCurl, curl],
    [realPython, python],
  ] as const)
    await t.test(real.id, async t => {
      if (!(await isHere(t, real))) return
      const conversation: Conversation = { ...at12, steps: [...list] }
      const [a, b] = [
        await runAgainst(server, real, conversation),
        await runAgainst(server, emulation, conversation),
      ]
      const outcome = (r: ClientResult) =>
        r.steps.find(s => s.step === 'list')?.ok
      t.equal(outcome(b), outcome(a))
      t.equal(verbs(b.events), verbs(a.events))
    })
})
