/**
 * vsftpd of this host. Skipped where it is absent, unless
 * FTPS_INTEROP_REQUIRE_REAL=1 says that it has to be there.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { createCertificates } from '../../harness/certificates.js'
import { startClock } from '../../harness/clock.js'
import { contents } from '../../harness/contents.js'
import type {
  Event,
  Listener,
  LogFact,
  OptionValues,
  ServerInstance,
} from '../../harness/model.js'
import { vsftpdProcessAccess } from '../../servers/real/vsftpd-host.js'
import { vsftpdProcess } from '../../servers/real/vsftpd-process.js'
import { connectReal, type RealClient } from './real-client.js'

const here = await vsftpdProcess.available()
const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const skip = here.ok || required ? false : `vsftpd: ${here.why}`
const store = createCertificates()
const version = here.ok ? here.version : ''
const v12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const

const facts = (events: readonly Event[], role: Event['role']): LogFact[] =>
  events.flatMap(({ role: of, body }) =>
    of === role && body.kind === 'log' && body.fact ? [body.fact] : [],
  )

const listen = (
  instance: ServerInstance,
  options: OptionValues = {},
  implicit = false,
): Promise<Listener> =>
  instance.listen({ version, options, certificate: {}, implicit })

let host = 0
interface Observed {
  readonly events: readonly Event[]
  readonly stored: (name: string) => Promise<unknown>
}
/** One session from an address of its own, and what the server says of it. */
const session = async (
  listener: Listener,
  talk: (client: RealClient, address: string) => Promise<void>,
  implicit = false,
): Promise<Observed> => {
  host += 1
  const address = `127.77.${host >> 8}.${host & 255}`
  const observed = listener.observe({ address, clock: startClock() })
  const client = await connectReal(listener.port, address, implicit)
  try {
    await client.reply()
    await talk(client, address)
  } finally {
    client.end()
  }
  const events = await observed.events()
  observed.end()
  return { events, stored: name => observed.stored(name) }
}

const enter = async (
  client: RealClient,
  listener: Listener,
  tls = {},
): Promise<string> => {
  await client.command('AUTH TLS')
  await client.secure(tls)
  const reply = await client.login(listener.user, listener.password)
  await client.command('PBSZ 0')
  await client.command('PROT P')
  return reply
}

t.test('it is here', { skip: !required }, async t => t.ok(here.ok))

t.test('vsftpd as a child process', { skip }, async t => {
  const directory = t.testdir()
  const instance = await vsftpdProcess.start({
    certificates: store,
    directory,
    clock: startClock(),
  })
  t.teardown(() => instance.stop())
  const [stock, loose, implicit] = await Promise.all([
    listen(instance),
    listen(instance, {
      require_ssl_reuse: 'NO',
      'OPENSSL_CONF.MaxProtocol': 'TLSv1.2',
    }),
    listen(instance, {}, true),
  ])
  t.equal(stock.version, version)
  t.ok([stock, loose, implicit].every(l => l.port >= 10_000 && l.port < 32_768))
  t.equal(stock.relay?.dataPorts.length, 24)

  t.test('downloads, uploads, and its log', async t => {
    const put = contents.bytes('1MiB')
    const { events, stored } = await session(stock, async client => {
      t.match(await enter(client, stock), /^230/)
      const got = await client.transfer('RETR small.bin')
      t.match(got, { reply: /^226/, resumed: true, bytes: 1000 })
      const sent = `STOR ${stock.uploadDirectory}/a.bin`
      t.match(await client.transfer(sent, { upload: put }), { reply: /^226/ })
      t.match(await client.command('STOR /new.bin'), /^(?:425|550|553)/)
      t.match(await client.command('QUIT'), /^221/)
    })
    t.strictSame(await stored('a.bin'), {
      bytes: put.length,
      sha256: contents.sha256('1MiB'),
    })
    t.equal(await stored('never.bin'), null)
    t.match(facts(events, 'data'), [
      { is: 'handshake', resumed: true },
      ...Array.from({ length: 3 }, () => ({ is: 'shutdown' })),
      { is: 'transfer', direction: 'download', ok: true },
    ])
    const ports = events.flatMap(({ role, body }) =>
      role === 'data' && body.kind === 'open' ? [body.serverPort ?? 0] : [],
    )
    t.equal(ports.length, 2)
    t.ok(ports.every(port => stock.relay?.dataPorts.includes(port)))
    t.match(events.at(-1)?.body, { kind: 'reply', code: 221 })
  })

  t.test('the option decides, and the log says why', async t => {
    const list = (listener: Listener, tls = {}): Promise<Observed> =>
      session(listener, async client => {
        await enter(client, listener, tls)
        const how = { session: false, tls } as const
        const { reply } = await client.transfer('LIST', how)
        t.match(reply, listener === stock ? /^522/ : /^226/)
      })
    t.match(facts((await list(stock)).events, 'data').slice(0, 2), [
      { is: 'handshake', resumed: false },
      { is: 'not-reused' },
    ])
    const { events } = await list(loose)
    t.match(
      facts(events, 'control')[0],
      { version: 'TLSv1.2' },
      'openssl.cnf took TLS 1.3 away',
    )
  })

  t.test('a handshake that fails', async t => {
    const { events } = await session(stock, async client => {
      await client.command('AUTH TLS')
      await client.secure({ ...v12, ciphers: 'AES128-SHA' })
    })
    t.match(facts(events, 'control'), [
      { is: 'handshake-failed', number: 0x0a0000c1 },
    ])
  })

  t.test('an upload without close_notify', async t => {
    const { events } = await session(stock, async client => {
      await enter(client, stock, v12)
      const how = { upload: Buffer.alloc(99), closeNotify: false, tls: v12 }
      const { reply } = await client.transfer('STOR up/b.bin', how)
      t.match(reply, /^426/)
    })
    const is = facts(events, 'data').map(f => f.is)
    t.ok(is.includes('eof-without-close-notify'), is.join())
    t.match(facts(events, 'data').at(-1), { is: 'transfer', ok: false })
  })

  t.test('implicit TLS', async t => {
    const talk = async (client: RealClient): Promise<void> => {
      t.match(await client.login(implicit.user, implicit.password), /^230/)
    }
    const { events } = await session(implicit, talk, true)
    t.ok(events.every(e => e.body.kind !== 'reply' || !e.body.clear))
  })

  t.test('sessions at the same time keep apart', async t => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        session(stock, async client => {
          await enter(client, stock)
          const offer = i % 2 === 0 ? {} : { session: false as const }
          await client.transfer('LIST', offer)
        }),
      ),
    )
    for (const [i, { events }] of all.entries()) {
      t.match(facts(events, 'data')[0], { resumed: i % 2 === 0 })
      t.ok(events.every(e => e.ordinal === 1))
    }
  })

  t.test('a daemon that cannot start says why', async t => {
    for (const [options, why] of [
      [{ no_such_option: 'YES' }, /unrecognised variable.*no_such_option/],
      [{ ssl_ciphers: 'NONSENSE' }, /could not set cipher list/],
    ] as const)
      await t.rejects(listen(instance, options), {
        code: 'FI_SERVER_DIED',
        message: why,
        hint: /ssl_ciphers=|no_such_option=/,
      })
    await t.rejects(
      instance.listen({
        version: '1.2.3',
        options: {},
        certificate: {},
        implicit: false,
      }),
      { code: 'FI_MISSING_PROGRAM' },
    )
  })

  t.test('stop ends daemons and the sessions on them', async t => {
    const client = await connectReal(loose.port, '127.77.99.1')
    t.match(await client.reply(), /^220/)
    await enter(client, loose)
    await loose.stop()
    const last = await client.command('NOOP')
    // in which words Node says that a peer is gone depends on the moment
    t.notMatch(last, /^\d{3}[ -]|OOPS|wrong version/, 'no session is left')
    await t.rejects(connectReal(loose.port, '127.77.99.2'), {
      code: 'ECONNREFUSED',
    })
    await instance.stop()
    await t.rejects(connectReal(stock.port, '127.77.99.3'), {
      code: 'ECONNREFUSED',
    })
    if ((await vsftpdProcessAccess()) === 'local')
      t.notOk(existsSync('/etc/pam.d/ftps-interop'), 'the host is untouched')
  })
})

t.test(
  'vsftpd of an ordinary user',
  {
    skip: skip || (process.getuid?.() === 0 ? false : 'needs root to drop it'),
  },
  async t => {
    const script = fileURLToPath(
      new URL('./real-ordinary-user.js', import.meta.url),
    )
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said = await text(child.stdout)
    t.match(JSON.parse(said), {
      uid: 65_534,
      user: 'anonymous',
      detail: /anonymous logins only/,
      list: { reply: /^226/, resumed: true },
      refused: /^522/,
      clear: /^530/,
      stored: { bytes: 1000, sha256: contents.sha256('small') },
    })
  },
)
