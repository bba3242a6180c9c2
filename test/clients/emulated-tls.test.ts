import { connect, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import {
  hasUnreadBytes,
  stopReading,
} from '../../harness/clients/engine/unread.js'
import clearData from '../../harness/clients/clear-data.js'
import firstTicketOnly from '../../harness/clients/first-ticket-only.js'
import modern from '../../harness/clients/modern-openssl.js'
import neverResumes from '../../harness/clients/never-resumes.js'
import { contents } from '../../harness/contents.js'
import type { Conversation, Step, TlsVersion } from '../../harness/model.js'
import type { MiniServer } from './mini-model.js'
import { bodies, failures, requestTo, secret, serve } from './request.js'

const only = (version: TlsVersion): Conversation => ({
  minVersion: version,
  maxVersion: version,
})

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

t.test('what stays unread in the kernel makes close a RST', async t => {
  const server = createServer()
  t.teardown(() => server.close())
  const told = new Promise<string>(resolve =>
    server.on('connection', socket => {
      socket.resume()
      socket.on('end', () => resolve('FIN'))
      socket.on('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code ?? ''),
      )
      socket.write('read')
      void setTimeout(20).then(() => socket.write('unread'))
    }),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') return
  const socket = connect(address.port, '127.0.0.1')
  const read: string[] = []
  socket.on('data', chunk => {
    read.push(chunk.toString())
    stopReading(socket)
  })
  await setTimeout(100)
  t.same(read, ['read'])
  t.not(hasUnreadBytes(socket), false)
  socket.destroy()
  t.equal(await told, 'ECONNRESET')
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

t.test('distrust is told by an alert up to TLS 1.2', async t => {
  const server = await serve(t, {}, { chain: 'self-signed' })
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
