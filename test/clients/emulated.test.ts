import t from 'tap'
import {
  soundTraits,
  type Traits,
} from '../../harness/clients/engine/traits.js'
import { runEmulated } from '../../harness/clients/engine/run.js'
import modern from '../../harness/clients/modern-openssl.js'
import neverResumes from '../../harness/clients/never-resumes.js'
import { contents } from '../../harness/contents.js'
import type { ClientResult, Conversation, Step } from '../../harness/model.js'
import type { MiniServer } from './mini-model.js'
import { bodies, failures, requestTo, serve } from './request.js'

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
    { do: 'prot', level: 'p' },
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
      ['PROT p', true],
      ['LIST', true],
      ['NOOP', true],
      ['NOOP', false],
      ['wait 20 ms', true],
      ['abort small', true],
      ['LIST', true],
    ],
  )
  t.same(
    server.data.map(d => d.resumed !== null),
    [false, true, true, true],
    'TLS as PROT said',
  )
})

t.test('CCC goes on in clear, REIN logs in again', async t => {
  const server = await serve(t, { replies: { REIN: '220 again' } })
  const steps: Step[] = [
    { do: 'list' },
    { do: 'rein' },
    { do: 'list' },
    { do: 'ccc' },
    { do: 'command', line: 'NOOP', accept: [200] },
    { do: 'list' },
  ]
  const result = await modern.run(requestTo(server.port, { steps }))
  t.same(failures(result), [])
  t.equal(server.commands.filter(c => c.startsWith('USER')).length, 2)
  t.match(
    bodies(result.events, 'command')
      .map(c => [c.verb, c.clear])
      .slice(-4),
    [
      ['NOOP', true],
      ['PASV', true],
      ['LIST', true],
      ['QUIT', true],
    ],
  )
  t.same(
    server.data.map(d => d.resumed),
    [true, true, true],
  )
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
  const nobody = await serve(t)
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
