import t, { type Test } from 'tap'
import {
  soundTraits,
  type Traits,
} from '../../harness/clients/engine/traits.js'
import { runEmulated } from '../../harness/clients/engine/run.js'
import clearData from '../../harness/clients/clear-data.js'
import firstTicketOnly from '../../harness/clients/first-ticket-only.js'
import modern from '../../harness/clients/modern-openssl.js'
import neverResumes from '../../harness/clients/never-resumes.js'
import { contents } from '../../harness/contents.js'
import type {
  ClientResult,
  Conversation,
  Step,
  TlsVersion,
} from '../../harness/model.js'
import { startMini, type MiniOptions, type MiniServer } from './mini-server.js'
import { bodies, certificates, requestTo, secret } from './request.js'

const certificate = await certificates.get({ key: 'ec-p256' })

const serve = async (
  test: Test,
  options: Omit<MiniOptions, 'certificate'> = {},
): Promise<MiniServer> => {
  const server = await startMini({ certificate, ...options })
  test.teardown(() => server.close())
  return server
}

const only = (version: TlsVersion): Conversation => ({
  minVersion: version,
  maxVersion: version,
})

const withTraits = (
  server: MiniServer,
  conversation: Conversation,
  traits: Partial<Traits>,
  stepMs?: number,
): Promise<ClientResult> =>
  runEmulated(
    requestTo(
      server.port,
      conversation,
      stepMs === undefined ? {} : { stepMs },
    ),
    { ...soundTraits, ...traits },
  )

const failures = (result: ClientResult): string[] =>
  result.steps.flatMap(s => (s.ok ? [] : [`${s.step}: ${s.why ?? ''}`]))

const five: Step[] = [
  { do: 'list' },
  { do: 'get', size: '1MiB' },
  { do: 'get', size: '1MiB' },
  { do: 'put', size: '1MiB' },
  { do: 'list', verb: 'NLST' },
]

for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
  for (const resumption of ['ticket', 'session-id'] as const)
    t.test(`sound client resumes, ${version} ${resumption}`, async t => {
      const download = contents.bytes('1MiB')
      const server = await serve(t, { download, requireReuse: true })
      const result = await modern.run(
        requestTo(server.port, { ...only(version), resumption, steps: five }),
      )
      t.same(failures(result), [])
      t.equal(result.claims, 'success')
      t.same(
        server.data.map(d => d.resumed),
        [true, true, true, true, true],
      )
      t.ok(Buffer.concat(server.data[3]?.contents ?? []).equals(download))
      t.match(result.steps[6]?.transfer, { intact: true, arrived: 1 << 20 })
      t.match(result.steps[8]?.transfer, { name: 'up/token-1.bin' })
      const offered = bodies(result.events, 'established', 'data')
      t.ok(offered.every(e => e.resumed && e.version === version))
      const from = [...server.addresses, ...server.data.map(d => d.from)]
      t.same([...new Set(from)], ['127.66.7.8'])
      t.notMatch(JSON.stringify(result), secret)
      t.notMatch(result.log, secret)
      t.match(server.commands.join('\n'), `PASS ${secret}`)
    })

t.test('what differs from the stored file is not intact', async t => {
  const server = await serve(t, { download: Buffer.alloc(1 << 20) })
  const steps: Step[] = [{ do: 'get', size: '1MiB' }]
  const result = await modern.run(requestTo(server.port, { steps }))
  t.match(result.steps.at(-2), {
    ok: false,
    transfer: { intact: false, reportedOk: true },
  })
  t.equal(result.claims, 'failure')
})

t.test('REST is compared with the rest of the file', async t => {
  const download = contents.bytes('small').subarray(100)
  const server = await serve(t, { download })
  const steps: Step[] = [{ do: 'get', size: 'small', restartAt: 100 }]
  const result = await modern.run(requestTo(server.port, { steps }))
  t.same(failures(result), [])
  t.ok(server.commands.includes('REST 100'))
})

t.test('never-resumes is refused, and cured by its option', async t => {
  const server = await serve(t, { requireReuse: true })
  const steps: Step[] = [{ do: 'list' }, { do: 'list' }]
  const result = await neverResumes.run(requestTo(server.port, { steps }))
  const listings = result.steps.filter(s => s.step === 'list')
  // the control connection lives on, so it tries again, as a user would
  t.match(listings, [
    { ok: false, code: 522, phase: 'data-tls', data: 1 },
    { ok: false, code: 522, phase: 'data-tls', data: 2 },
  ])
  t.same(
    server.data.map(d => d.resumed),
    [false, false],
  )
  t.equal(result.claims, 'failure')
  const cured = await neverResumes.run(
    requestTo(server.port, { steps }, { options: { 'session-reuse': 'YES' } }),
  )
  t.same(failures(cured), [])
})

t.test('first-ticket-only resumes once in TLS 1.3', async t => {
  const server = await serve(t)
  const steps: Step[] = [{ do: 'list' }, { do: 'list' }, { do: 'list' }]
  for (const version of ['TLSv1.3', 'TLSv1.2'] as const)
    await firstTicketOnly.run(
      requestTo(server.port, { ...only(version), steps }),
    )
  t.same(
    server.data.map(d => d.resumed),
    [true, false, false, true, true, true],
  )
})

t.test('sessions of other kinds', async t => {
  const server = await serve(t)
  const steps: Step[] = [{ do: 'list' }, { do: 'list' }]
  const other = await modern.run(
    requestTo(server.port, { dataSession: 'other-login', steps }),
  )
  t.same(failures(other), [])
  t.same(
    server.data.map(d => d.resumed),
    [true, true],
  )
  t.equal(bodies(other.events, 'open', 'control').length, 2)
  await modern.run(requestTo(server.port, { dataSession: 'none', steps }))
  t.same(
    server.data.slice(2).map(d => d.resumed),
    [false, false],
  )
  const old = await modern.run(
    requestTo(server.port, { dataSession: 'expired', steps }),
  )
  const offered = bodies(old.events, 'tls', 'data').flatMap(b =>
    b.fact.is === 'client-hello' ? (b.fact.psk ?? []) : [],
  )
  t.equal(offered.length, 2)
  t.equal(offered[0]?.fingerprint, offered[1]?.fingerprint)
})

t.test('clear-data: the deadline ends a wait for nothing', async t => {
  const server = await serve(t)
  const started = performance.now()
  const result = await clearData.run(
    requestTo(
      server.port,
      { steps: [{ do: 'put', size: 'small' }] },
      {
        stepMs: 300,
      },
    ),
  )
  t.ok(performance.now() - started < 2500)
  t.equal(bodies(result.events, 'clear-bytes', 'data')[0]?.sender, 'client')
  t.equal(server.data[0]?.resumed, null)
  const waits = await clearData.run(
    requestTo(server.port, { steps: [{ do: 'list' }] }, { stepMs: 300 }),
  )
  const listing = waits.steps.find(s => s.step === 'list')
  t.match(listing, { ok: false, why: /within 300 ms/ })
  t.match(bodies(waits.events, 'timeout', 'data'), [{ ms: 300 }])
  t.match(waits.steps.at(-1), { step: 'quit', ok: false, why: 'not reached' })
})

t.test('unread TLS 1.3 tickets turn the close into RST', async t => {
  const server = await serve(t, { uploadDelayMs: 100 })
  const steps: Step[] = [{ do: 'put', size: '1MiB' }]
  // node:tls sends no further ticket on a connection that it resumed
  const full = { ...only('TLSv1.3'), dataSession: 'none', steps } as const
  const result = await modern.run(
    requestTo(server.port, { ...full, readToEnd: false }),
  )
  t.match(bodies(result.events, 'close', 'data'), [
    { by: 'client', how: 'rst' },
  ])
  t.match(server.data[0]?.error, /ECONNRESET|EPIPE/)
  const told = bodies(result.events, 'tls', 'data').map(b => b.fact.is)
  t.notOk(told.includes('new-session-ticket'))
  const sound = await modern.run(requestTo(server.port, full))
  t.same(failures(sound), [])
  t.equal(server.data[1]?.error, null)
  t.equal(server.data[1]?.bytes, 1 << 20)
  t.match(bodies(sound.events, 'close', 'data'), [{ how: 'fin' }])
})

t.test('close_notify is sent, or not', async t => {
  const server = await serve(t)
  const steps: Step[] = [
    { do: 'put', size: 'small' },
    { do: 'get', size: 'small' },
  ]
  const sent = (data: MiniServer['data']): boolean[] =>
    data.map(d =>
      d.facts.some(
        b =>
          b.kind === 'tls' &&
          b.sender === 'client' &&
          b.fact.is === 'close-notify',
      ),
    )
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    for (const closeNotify of [true, false]) {
      const before = server.data.length
      const result = await modern.run(
        requestTo(server.port, { ...only(version), closeNotify, steps }),
      )
      const name = `${version} ${closeNotify}`
      const seen = sent(server.data.slice(before))
      t.same(seen, [closeNotify, closeNotify], `server's end, ${name}`)
      const told = bodies(result.events, 'tls', 'data').filter(
        b => b.sender === 'client' && b.fact.is === 'close-notify',
      )
      t.equal(told.length, closeNotify ? 2 : 0, `client's end, ${name}`)
    }
})

for (const data of ['pasv', 'epsv', 'port', 'eprt'] as const)
  t.test(`data mode ${data}`, async t => {
    const server = await serve(t)
    const steps: Step[] = [{ do: 'list' }, { do: 'put', size: 'small' }]
    const result = await modern.run(requestTo(server.port, { data, steps }))
    t.same(failures(result), [])
    const opened = bodies(result.events, 'open', 'data')
    const mode = data.endsWith('sv') ? 'passive' : 'active'
    t.ok(opened.every(o => o.mode === mode && o.control === 1))
    t.equal(server.data[1]?.bytes, 1000)
  })

t.test('an address of another host is not dialled', async t => {
  const server = await serve(t, {
    replies: { PASV: '227 at (192,0,2,1,10,10)' },
  })
  const result = await modern.run(requestTo(server.port, {}))
  t.match(bodies(result.events, 'open-failed'), [{ code: 'EPASVADDR' }])
  t.match(
    result.steps.find(s => s.step === 'list'),
    {
      ok: false,
      phase: 'data-tcp',
    },
  )
  const peer = await withTraits(server, {}, { passiveAddress: 'peer' })
  t.match(bodies(peer.events, 'open-failed'), [{ code: 'ECONNREFUSED' }])
})

t.test(
  'AUTH refused: gives up, tries the next, or goes on in clear',
  async t => {
    const server = await serve(t, { replies: { AUTH: '502 no' } })
    const strict = await withTraits(server, { auth: ['TLS', 'SSL'] }, {})
    t.match(strict.steps[1], { step: 'auth', ok: false, code: 502 })
    t.same(server.commands, ['AUTH TLS', 'AUTH SSL', 'QUIT'])
    const soft = await withTraits(
      server,
      { auth: ['TLS', 'SSL'] },
      { authRefused: 'clear', stopAuthOn: [502] },
    )
    t.equal(server.commands.filter(c => c === 'AUTH SSL').length, 1)
    t.ok(server.commands.includes('USER someone'))
    t.match(
      bodies(soft.events, 'command').find(c => c.verb === 'PASS'),
      { clear: true, argument: '<redacted>' },
    )
    t.match(
      soft.steps.map(s => [s.step, s.ok]),
      [
        ['connect', true],
        ['auth', false],
        ['control-tls', false],
        ['login', true],
        ['protect', false],
        ['list', true],
        ['quit', true],
      ],
    )
  },
)

t.test('handshake failed: gives up, or logs in without TLS', async t => {
  const server = await serve(t, { plainAfterAuth: '421 no' })
  const result = await withTraits(server, {}, {})
  t.match(bodies(result.events, 'tls-failed'), [{ number: 0x0a00010b }])
  t.match(bodies(result.events, 'clear-bytes'), [{ text: '421 no' }])
  t.match(
    result.steps.slice(2).map(s => s.why),
    [/wrong version/, 'not reached'],
  )
  const soft = await withTraits(server, {}, { handshakeFailed: 'clear' })
  t.equal(bodies(soft.events, 'open', 'control').length, 2)
  t.match(
    soft.events.find(e => e.body.kind === 'command' && e.body.verb === 'USER'),
    { ordinal: 2, body: { clear: true } },
  )
})

t.test('distrust is told by an alert up to TLS 1.2', async t => {
  const unknown = await certificates.get({ chain: 'self-signed' })
  const server = await serve(t, { certificate: unknown } as MiniOptions)
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const result = await modern.run(requestTo(server.port, only(version)))
    t.match(bodies(result.events, 'tls-failed'), [
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    ])
    const alerts = bodies(result.events, 'tls').filter(
      b => b.fact.is === 'alert' && b.fact.code === 48,
    )
    t.equal(alerts.length, version === 'TLSv1.2' ? 1 : 0)
  }
  const lax = await modern.run(requestTo(server.port, { verify: false }))
  t.same(failures(lax), [])
  const wrong = await modern.run(
    requestTo((await serve(t)).port, { serverName: 'elsewhere.test' }),
  )
  t.match(bodies(wrong.events, 'tls-failed'), [
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ])
})

t.test('implicit TLS, and greeting before TLS', async t => {
  const server = await serve(t, { implicit: true })
  const result = await modern.run(requestTo(server.port, { mode: 'implicit' }))
  t.same(failures(result), [])
  t.notOk(server.commands.some(c => c.startsWith('AUTH')))
  const explicit = await modern.run(requestTo(server.port, {}, { stepMs: 200 }))
  t.match(bodies(explicit.events, 'timeout', 'control'), [
    { waitingFor: /greeting/ },
  ])
  t.match(explicit.steps[0], { ok: false, phase: 'greeting' })
})

t.test('order of PBSZ and PROT', async t => {
  const server = await serve(t)
  const order = async (protect: Conversation['protect'] & string) => {
    server.commands.length = 0
    await modern.run(requestTo(server.port, { protect, steps: [] }))
    return server.commands.map(c => c.split(' ')[0]).join(' ')
  }
  t.equal(await order('before-login'), 'AUTH PBSZ PROT USER PASS TYPE QUIT')
  t.equal(await order('after-login'), 'AUTH USER PASS TYPE PBSZ PROT QUIT')
  t.equal(await order('before-auth'), 'PBSZ PROT AUTH USER PASS TYPE QUIT')
  t.equal(await order('prot-without-pbsz'), 'AUTH USER PASS TYPE PROT QUIT')
  t.equal(await order('never'), 'AUTH USER PASS TYPE QUIT')
})

t.test('what is sent behind AUTH', async t => {
  const steps: Step[] = [{ do: 'inject', line: 'SITE EVIL' }, { do: 'list' }]
  const bad = await serve(t, {
    vulnerable: true,
    replies: { SITE: '299 obeyed' },
  })
  const caught = await modern.run(requestTo(bad.port, { steps }))
  t.match(
    caught.steps.find(s => s.step === 'inject'),
    {
      ok: false,
      code: 299,
    },
  )
  const good = await serve(t)
  const safe = await modern.run(requestTo(good.port, { steps }))
  t.same(failures(safe), [])
})

t.test('other steps', async t => {
  const server = await serve(t, { replies: { NOOP: '500 no' } })
  const steps: Step[] = [
    { do: 'pbsz' },
    { do: 'prot', level: 'C' },
    { do: 'list' },
    { do: 'command', line: 'NOOP', accept: [500] },
    { do: 'command', line: 'NOOP', accept: [200] },
    { do: 'wait', ms: 20 },
    { do: 'abort', size: 'small' },
    { do: 'list' },
  ]
  const result = await modern.run(requestTo(server.port, { steps }))
  t.match(
    result.steps.slice(5, -1).map(s => [s.label, s.ok]),
    [
      ['PBSZ 0', true],
      ['PROT C', true],
      ['LIST', true],
      ['NOOP', true],
      ['NOOP', false],
      ['wait 20 ms', true],
      ['abort small', true],
      ['LIST', true],
    ],
  )
  t.equal(server.data[0]?.resumed, null)
})

t.test('a client certificate, ALPN and the server name are sent', async t => {
  const server = await serve(t, { tls: { requestCert: true } })
  const result = await modern.run(
    requestTo(server.port, {
      ...only('TLSv1.2'),
      certificate: { key: 'ec-p256', usage: 'client' },
      alpn: ['ftp'],
      steps: [],
    }),
  )
  const hello = bodies(result.events, 'tls').find(
    b => b.fact.is === 'client-hello',
  )?.fact
  t.match(hello, { serverName: 'localhost', alpn: ['ftp'] })
  const own = bodies(result.events, 'tls').find(
    b => b.sender === 'client' && b.fact.is === 'certificate',
  )?.fact
  t.equal(own?.is === 'certificate' ? own.chain.length > 0 : false, true)
})

t.test('a hostile or dying server is a failed step', async t => {
  for (const [greeting, phase] of [
    ['SSH-2.0-OpenSSH_9.2', 'greeting'],
    ['421 too many connections', 'greeting'],
    [`220-${'x'.repeat(200000)}`, 'greeting'],
  ] as const) {
    const server = await serve(t, { replies: { greeting } })
    const result = await modern.run(requestTo(server.port, {}, { stepMs: 200 }))
    t.match(result.steps[0], { ok: false, phase })
    t.ok(JSON.stringify(result).length < 100_000)
  }
  const dies = await serve(t, { replies: { PROT: '421 dying' } })
  const result = await modern.run(requestTo(dies.port, {}))
  t.match(
    result.steps.find(s => s.step === 'protect'),
    {
      ok: false,
      code: 421,
    },
  )
  const nobody = await startMini({ certificate })
  await nobody.close()
  const refused = await modern.run(requestTo(nobody.port, {}))
  t.match(bodies(refused.events, 'open-failed'), [{ code: 'ECONNREFUSED' }])
  t.match(refused.steps[0], { ok: false, phase: 'connect' })
})

t.test('the end of the cell ends every wait', async t => {
  const server = await serve(t, { replies: { greeting: '' } })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 50)
  const started = performance.now()
  const { signal } = controller
  await modern.run(requestTo(server.port, {}, { stepMs: 60_000, signal }))
  t.ok(performance.now() - started < 2000)
})

t.test('what a client cannot do is said before it runs', async t => {
  t.equal(modern.supports({ maxVersion: 'TLSv1' }, {}), true)
  t.match(modern.supports({ maxVersion: 'SSLv3' }, {}), /nothing below/)
  t.match(
    modern.supports({ minVersion: 'TLSv1.3' }, { 'tls-max': 'TLSv1.2' }),
    /nothing above/,
  )
  t.match(neverResumes.supports({ dataSession: 'control' }, {}), /resume/)
  t.equal(
    neverResumes.supports(
      { dataSession: 'control' },
      {
        'session-reuse': 'YES',
      },
    ),
    true,
  )
})
