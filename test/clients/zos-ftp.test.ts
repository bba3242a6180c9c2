import t from 'tap'
import zos from '../../harness/clients/zos-ftp.js'
import type {
  ClientHello,
  ClientResult,
  Conversation,
  OptionValues,
  Step,
} from '../../harness/model.js'
import type { MiniOptions, MiniServer } from './mini-model.js'
import {
  bodies,
  certificates,
  failures,
  requestTo,
  secret,
  serve,
} from './request.js'

const run = (
  server: MiniServer,
  options: OptionValues = {},
  conversation: Conversation = { data: 'pasv' },
  version = 'V2R5',
): Promise<ClientResult> =>
  zos.run(requestTo(server.port, conversation, { options, version }))

const helloOf = (result: ClientResult): ClientHello | undefined => {
  const fact = bodies(result.events, 'tls', 'control')[0]?.fact
  return fact?.is === 'client-hello' ? fact : undefined
}

const native = { TLSMECHANISM: 'FTP', KEYRING: '*AUTH*/*' }
const listings: Step[] = [{ do: 'list' }, { do: 'list' }]

t.test('an empty list of authorities is refused with rc 410', async t => {
  const server = await serve(t, { tls: { requestCert: true } })
  for (const options of [{}, native]) {
    const result = await run(server, options)
    t.match(bodies(result.events, 'tls-failed'), [
      { code: '410', text: 'SSL message format is incorrect' },
    ])
    t.match(
      bodies(result.events, 'tls').filter(b => b.fact.is === 'alert')[0],
      { sender: 'client', fact: { code: 47, encrypted: false } },
    )
    t.match(
      result.steps.find(s => s.step === 'control-tls'),
      { ok: false },
    )
    t.notOk(server.commands.some(c => c.startsWith('USER')))
    t.match(
      result.log,
      /authServer: secure_socket_init failed with rc = 410 \(SSL message format is incorrect\)\n.*endSecureConn: entered\nEZA2897I .*\n.*endSecureEnv: entered\n.*SETCEC code = 17\nEZA2898I /,
    )
  }
  const on = { 'TTLSEnvironmentAdvancedParms.TLSv1.3': 'On' }
  t.same(failures(await run(server, on)), [], 'TLS 1.3 has no such list')
})

t.test('a list with an authority is accepted', async t => {
  const ca = await certificates.rootPem()
  const server = await serve(t, { tls: { requestCert: true, ca } })
  t.same(failures(await run(server)), [])
  t.same(failures(await run(server, native)), [])
})

t.test('sessions are reused by session id when it is allowed', async t => {
  const server = await serve(t)
  for (const options of [{}, native]) {
    const reuse = { ...options, SECURE_SESSION_REUSE: 'ALLOWED' }
    const before = server.data.length
    await run(server, options, { data: 'pasv', steps: listings })
    const result = await run(server, reuse, { data: 'pasv', steps: listings })
    t.same(
      server.data.slice(before).map(d => d.resumed),
      [false, false, true, true],
    )
    const offered = bodies(result.events, 'tls', 'data').flatMap(b =>
      b.fact.is === 'client-hello' ? [b.fact] : [],
    )
    t.ok(offered.every(h => h.ticket === undefined && h.sessionId !== ''))
  }
})

t.test(
  'REQUIRED fails without resumption; a short timeout forgets',
  async t => {
    const server = await serve(t)
    const late = {
      SECURE_SESSION_REUSE: 'REQUIRED',
      'TTLSGskAdvancedParms.GSK_V3_SESSION_TIMEOUT': '0',
    }
    const result = await run(server, late)
    t.match(
      result.steps.find(s => s.step === 'list'),
      { ok: false, phase: 'data-tls', why: /did not resume/ },
    )
  },
)

t.test('the native ClientHello has the recorded shape', async t => {
  const server = await serve(t)
  const hello = helloOf(await run(server, native))
  t.same(hello?.ciphers, [0xff, 0x35, 0x38, 0x39, 0x2f, 0x32, 0x33])
  t.same(hello?.extensions, [])
  t.equal(hello?.highest, 'TLSv1')
  t.equal(hello?.sessionId, '')
  // RFC 5746 came with V1R12
  const old = helloOf(await run(server, native, { data: 'pasv' }, 'V1R9'))
  t.equal(old?.ciphers.includes(0xff), false)
  const chosen = { ...native, CIPHERSUITE: 'SSL_AES_128_SHA' }
  t.same(helloOf(await run(server, chosen))?.ciphers, [0xff, 0x2f])
})

t.test('failures have the return codes of System SSL', async t => {
  const cases: [Omit<MiniOptions, 'certificate'>, OptionValues, string][] = [
    [
      { tls: { ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0' } },
      native,
      '402',
    ],
    [{ tls: { minVersion: 'TLSv1.3' } }, {}, '412'],
    [{ plainAfterAuth: '421 no' }, {}, '410'],
    [{ plainAfterAuth: '421 no' }, native, '410'],
    [{}, { 'TTLSKeyringParms.Keyring': 'other-ca.pem' }, '435'],
    [{}, { ...native, KEYRING: 'other-ca.pem' }, '435'],
  ]
  for (const [serverOptions, options, rc] of cases) {
    const server = await serve(t, serverOptions)
    const result = await run(server, options)
    const name = JSON.stringify([serverOptions, options])
    t.match(bodies(result.events, 'tls-failed'), [{ code: rc }], name)
    t.match(result.log, `secure_socket_init failed with rc = ${rc} (`, name)
  }
})

t.test('without a key ring it fails before AUTH', async t => {
  const server = await serve(t)
  const result = await run(server, { TLSMECHANISM: 'FTP' })
  t.match(result.steps[1], { step: 'auth', ok: false, why: /KEYRING/ })
  t.notOk(server.commands.some(c => c.startsWith('AUTH')))
  t.match(
    result.log,
    /security values: mech=TLS, tlsmech=FTP, sFTP=R, sCC=C, sDC=P\n.*cipherspecs = \n.*no keyring\nEZA2897I/,
  )
})

t.test('FTP.DATA decides what is sent', async t => {
  const server = await serve(t, { replies: { AUTH: '502 no' } })
  const verbs = async (options: OptionValues) => {
    server.commands.length = 0
    await run(server, options, {})
    return server.commands.map(c => c.split(' ')[0])
  }
  t.same(await verbs({}), ['AUTH', 'QUIT'])
  t.match((await verbs({ SECURE_FTP: 'ALLOWED' })).slice(0, 4), [
    'AUTH',
    'USER',
    'PASS',
    'PORT',
  ])
  t.notOk((await verbs({ SECURE_MECHANISM: '' })).includes('AUTH'))
  const tls = await serve(t)
  await run(tls, { SECURE_DATACONN: 'CLEAR', FWFRIENDLY: 'TRUE' }, {})
  t.notOk(tls.commands.some(c => c.startsWith('PROT')))
  t.ok(tls.commands.includes('PASV'))
  t.equal(tls.data[0]?.resumed, null)
  await run(tls, { EPSV4: 'TRUE' }, {})
  t.ok(tls.commands.includes('EPSV'))
})

t.test('EPSV4 falls back, PASSIVEIGNOREADDR keeps the address', async t => {
  const server = await serve(t, { replies: { EPSV: '500 no' } })
  t.same(failures(await run(server, { EPSV4: 'TRUE' }, {})), [])
  const nat = await serve(t, {
    replies: { PASV: '227 (192,0,2,1,200,200)' },
  })
  const result = await run(nat, { FWFRIENDLY: 'TRUE' }, {})
  t.match(bodies(result.events, 'open-failed'), [{ code: 'EPASVADDR' }])
  const ignoring = { FWFRIENDLY: 'TRUE', PASSIVEIGNOREADDR: 'TRUE' }
  const other = await run(nat, ignoring, {})
  t.match(bodies(other.events, 'open-failed'), [{ code: 'ECONNREFUSED' }])
})

t.test('implicit: 220 before or inside TLS', async t => {
  const server = await serve(t, { implicit: true })
  const implicit: Conversation = { mode: 'implicit', data: 'pasv' }
  const standard = await run(server, { SECUREIMPLICITZOS: 'FALSE' }, implicit)
  t.same(failures(standard), [])
  const own = await zos.run(
    requestTo(server.port, implicit, { version: 'V2R5', stepMs: 200 }),
  )
  t.match(own.steps[0], { ok: false, phase: 'greeting' })
  t.match(own.log, 'EZA2589E')
  // the port decides when nothing else does
  const byPort = await run(
    server,
    { SECUREIMPLICITZOS: 'FALSE', TLSPORT: String(server.port) },
    { data: 'pasv' },
  )
  t.same(failures(byPort), [])
})

t.test('the trace tells the session and no secret', async t => {
  const server = await serve(t)
  const steps: Step[] = [{ do: 'put', size: 'small' }]
  const { log } = await run(server, {}, { data: 'pasv', steps })
  t.match(log, /^EZA1450I IBM FTP CS V2R5\n/)
  t.match(log, `EZA1554I Connecting to: 127.0.0.1 port: ${server.port}.`)
  t.match(log, 'EZA1701I >>> PASS ********')
  t.match(log, 'EZA2895I')
  t.match(log, 'EZA1617I 1000 bytes transferred')
  t.notMatch(log, secret)
  t.notMatch(log, 'EZA1735I')
})

t.test('supports, and lines of the configuration', async t => {
  t.match(zos.supports({ auth: ['SSL'] }, {}), /AUTH TLS/)
  t.match(zos.supports({}, { SSLV3: 'TRUE' }), /SSLv3/)
  t.match(zos.supports({ minVersion: 'TLSv1.3' }, {}), /nothing above/)
  t.match(zos.supports({ dataSession: 'control' }, {}), /cannot resume/)
  t.match(zos.supports({ resumption: 'ticket' }, {}), /RFC 5077/)
  t.equal(zos.supports({ maxVersion: 'TLSv1' }, {}), true)
  t.equal(
    zos.configurationLine('SECURE_SESSION_REUSE', 'ALLOWED'),
    'SECURE_SESSION_REUSE ALLOWED',
  )
  t.equal(
    zos.configurationLine('TTLSEnvironmentAdvancedParms.TLSv1.2', 'On'),
    'TTLSEnvironmentAdvancedParms { TLSv1.2 On }',
  )
})
