/**
 * Servers in containers, on the host's network and behind address translation.
 * Skipped where no engine or no base image is, unless
 * FTPS_INTEROP_REQUIRE_REAL=1 says that they have to be there.
 */
import t from 'tap'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { createCertificates } from '../../harness/certificates.js'
import { startClock } from '../../harness/clock.js'
import { contents } from '../../harness/contents.js'
import { discover } from '../../harness/discover.js'
import type { Listener } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'
import { createLogStreams } from '../../servers/real/log-streams.js'
import { createProftpdDocker } from '../../servers/real/proftpd-docker.js'
import { createPureFtpdDocker } from '../../servers/real/pure-ftpd-docker.js'
import { createVsftpdDocker } from '../../servers/real/vsftpd-docker.js'
import { connectReal } from './real-client.js'

t.test('logs out of one stream', async t => {
  const streams = createLogStreams()
  const one = streams.source('/l/1.log')
  const two = streams.source('/l/2.log')
  const text =
    'ready\n\n==> /l/1.log <==\nfirst é\n\n==> /l/2.log <==\nsecond\nthi' +
    'rd\n\n==> /l/1.log <==\nfourth\n'
  for (const byte of Buffer.from(text)) streams.feed(Buffer.from([byte]))
  t.equal(one.more(), 'first é\nfourth\n')
  t.equal(one.more(), '')
  two.skip()
  t.equal(two.more(), '')
  t.equal(one.alive(1), null)
})

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const here = await createVsftpdDocker().available()
const skip = here.ok || required ? false : `docker: ${here.why}`

t.test('it is here', { skip: !required }, async t => t.ok(here.ok))

const talk = async (
  listener: Listener,
  address: string,
  offer: { readonly session?: false },
): Promise<string> => {
  const client = await connectReal(
    listener.port,
    listener.exclusive ? '127.0.0.1' : address,
  )
  try {
    await client.reply()
    await client.command('AUTH TLS')
    await client.secure()
    await client.login(listener.user, listener.password)
    await client.command('PBSZ 0')
    await client.command('PROT P')
    await client.command('TYPE I')
    const put = `STOR ${listener.uploadDirectory}/${address}.bin`
    await client.transfer(put, { upload: contents.bytes('small') })
    const { reply } = await client.transfer('RETR small.bin', offer)
    return reply
  } finally {
    client.end()
  }
}

/** A daemon in a container ends a moment after it was told to. */
const refusedSoon = async (port: number): Promise<boolean> => {
  for (let turn = 0; turn < 60; turn += 1) {
    const socket = connect({ port, host: '127.0.0.1' })
    const code = await new Promise<string | undefined>(resolve => {
      socket.once('connect', () => resolve('connected'))
      socket.once('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code),
      )
    })
    socket.destroy()
    if (code === 'ECONNREFUSED') return true
    await setTimeout(50)
  }
  return false
}

for (const network of ['host', 'bridge'] as const)
  t.test(`vsftpd in a container, ${network} network`, { skip }, async t => {
    const backend = createVsftpdDocker({ network })
    const instance = await backend.start({
      certificates: createCertificates(),
      directory: t.testdir(),
      clock: startClock(),
    })
    t.teardown(() => instance.stop())
    const version = here.ok ? here.version : ''
    const listen = (options: Record<string, string>): Promise<Listener> =>
      instance.listen({ version, options, certificate: {}, implicit: false })
    const [stock, loose] = await Promise.all([
      listen({}),
      listen({ require_ssl_reuse: 'NO' }),
    ])
    t.equal(stock.version, version)
    t.equal(stock.exclusive, network === 'bridge')
    for (const [listener, code] of [
      [stock, /^522/],
      [loose, /^226/],
    ] as const) {
      const address = `127.79.0.${listener === stock ? 1 : 2}`
      const seen = listener.observe({ address, clock: startClock() })
      t.match(await talk(listener, address, { session: false }), code)
      const facts = (await seen.events()).flatMap(({ body }) =>
        body.kind === 'log' && body.fact ? [body.fact.is] : [],
      )
      t.ok(facts.includes('transfer'), facts.join())
      t.equal(facts.includes('not-reused'), listener === stock)
      t.strictSame(await seen.stored(`${address}.bin`), {
        bytes: 1000,
        sha256: contents.sha256('small'),
      })
      t.equal(await seen.stored('../small.bin'), null)
      seen.end()
    }
    await t.rejects(listen({ no_such_option: 'YES' }), {
      code: 'FI_SERVER_DIED',
      message: /unrecognised variable/,
    })
    await loose.stop()
    if (network === 'host')
      t.ok(await refusedSoon(loose.port), 'its port is closed')
  })

const { servers } = await discover()

/** Every build of every server that has an image here. */
const builds: string[] = []
for (const id of ['vsftpd', 'proftpd', 'pure-ftpd', 'pyftpdlib']) {
  const backend = servers.get(id)?.backends.find(b => b.name === 'docker')
  const state = await backend?.available()
  const versions = state?.ok === true ? (state.versions ?? []) : []
  builds.push(...versions.map(version => `${id}[version=${version}]`))
}

t.test('every build serves', { skip, timeout: 150_000 }, async t => {
  if (required) {
    t.ok(builds.length >= 5, builds.join())
    t.ok(builds.filter(b => b.startsWith('vsftpd')).length >= 3)
  }
  const { cells } = await run({
    selection: {
      only: builds.map(b => `data/mode[mode=epsv] @ ${b} × modern-openssl`),
      backend: 'docker',
    },
    workers: 1,
    parallel: 4,
    attribution: { which: 'none' },
    expectations: [],
  })
  t.equal(cells.length, builds.length)
  for (const { id, verdict, findings, reason, server, events } of cells) {
    const why = findings[0]?.statement ?? reason ?? ''
    t.equal(verdict, 'pass', `${id}: ${why}`)
    t.equal(server.backend, 'docker')
    t.ok(
      events.some(e => e.from === 'server-log'),
      `${id}: its log is read`,
    )
  }
})

const others = {
  proftpd: [createProftpdDocker, '1.3.8'],
  'pure-ftpd': [createPureFtpdDocker, '1.0.50'],
} as const

t.jobs = 3
for (const [name, [create, version]] of Object.entries(others))
  void t.test(
    `${name} behind address translation`,
    { skip, buffered: true },
    async t => {
      const instance = await create({ network: 'bridge' }).start({
        certificates: createCertificates(),
        directory: t.testdir(),
        clock: startClock(),
      })
      t.teardown(() => instance.stop())
      const listener = await instance.listen({
        version,
        options: {},
        certificate: {},
        implicit: false,
      })
      t.equal(listener.exclusive, true)
      const seen = listener.observe({
        address: '127.79.0.9',
        clock: startClock(),
      })
      t.match(await talk(listener, '127.79.0.9', {}), /^226/)
      const facts = (await seen.events()).flatMap(({ body }) =>
        body.kind === 'log' && body.fact ? [body.fact.is] : [],
      )
      t.ok(facts.includes('transfer') || facts.includes('login'), facts.join())
      t.strictSame(await seen.stored('127.79.0.9.bin'), {
        bytes: 1000,
        sha256: contents.sha256('small'),
      })
      seen.end()
      await t.rejects(
        instance.listen({
          version: '0.1',
          options: {},
          certificate: {},
          implicit: false,
        }),
        { code: 'FI_DOCKER', message: /no image has/ },
      )
    },
  )
