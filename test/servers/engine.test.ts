import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { constants } from 'node:crypto'
import type { SecureVersion } from 'node:tls'
import t from 'tap'
import { contents } from '../../harness/contents.js'
import { downloads, type Event } from '../../harness/model.js'
import type { EngineConfig } from '../../servers/engine/config.js'
import { TestServer, type Wanted } from './emulated.js'

const serve = async (
  test: { teardown(fn: () => Promise<void>): void },
  wanted: Wanted = {},
) => {
  const server = await TestServer.start(wanted)
  test.teardown(() => server.stop())
  return server
}

const both: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3']
const only = (version: SecureVersion) => ({
  minVersion: version,
  maxVersion: version,
})
const sha256 = (bytes: Buffer): string =>
  createHash('sha256').update(bytes).digest('hex')

const bound = (config: EngineConfig): EngineConfig => ({
  ...config,
  ...(config.tls === null
    ? {}
    : {
        tls: {
          ...config.tls,
          resumption: { ...config.tls.resumption, binding: 'control' as const },
        },
      }),
})

t.test('every size goes down and up byte for byte', async t => {
  const server = await serve(t)
  for (const version of both) {
    const localAddress = TestServer.address()
    const seen = server.observe(localAddress)
    const client = await server.enter({ localAddress, tls: only(version) })
    await client.command('TYPE I')
    for (const size of downloads) {
      const name = contents.fileName(size)
      const down = await client.download(`RETR ${name}`)
      t.match(down.final, /^226/, `${version} RETR ${size}`)
      t.equal(sha256(down.bytes), contents.sha256(size), 'same bytes down')
      const bytes = contents.bytes(size)
      const up = await client.upload(`STOR up-${size}`, bytes)
      t.match(up.final, /^226/, `${version} STOR ${size}`)
      t.same(
        await seen.stored(`up-${size}`),
        { bytes: bytes.length, sha256: contents.sha256(size) },
        'same bytes up',
      )
    }
    t.equal(await seen.stored('nothing'), null)
    client.close()
    seen.end()
  }
})

t.test('append and restart', async t => {
  const server = await serve(t)
  const localAddress = TestServer.address()
  const seen = server.observe(localAddress)
  const client = await server.enter({ localAddress })
  const text = async (name: string): Promise<string> =>
    (await client.download(`RETR ${name}`)).bytes.toString()
  await client.command('TYPE I')
  await client.upload('STOR f', Buffer.from('abcdef'))
  await client.upload('APPE f', Buffer.from('gh'))
  t.equal(await text('f'), 'abcdefgh')
  await client.command('REST 2')
  await client.upload('STOR f', Buffer.from('XY'))
  t.equal(await text('f'), 'abXYefgh', 'write(2) leaves the rest')
  await client.command('REST 5')
  t.equal(await text('f'), 'fgh')
  t.equal((await seen.stored('f'))?.bytes, 8)
  client.close()
})

t.test('200 AUTH and handshakes, none lost', async t => {
  const server = await serve(t)
  for (let i = 0; i < 200; i++) {
    const client = await server.open()
    await client.reply()
    t.match(await client.auth(), /^234/)
    client.close()
  }
})

t.test('a command may come byte by byte, or many at once', async t => {
  const server = await serve(t)
  const client = await server.open()
  await client.reply()
  await client.auth()
  for (const byte of 'USER joe\r\n') {
    client.wire.stream.write(byte)
    await new Promise(resolve => setImmediate(resolve))
  }
  t.match(await client.reply(), /^331/)
  const line = `PASS ${server.listener.password}\r\n`
  for (let at = 1; at < line.length; at++) {
    client.wire.stream.write('PBSZ 0\r\n'.repeat(2) + 'NO')
    client.wire.stream.write('PE\r\n')
    t.match(await client.reply(), /^200/)
    t.match(await client.reply(), /^200/)
    t.match(await client.reply(), /^530/)
    break
  }
  client.wire.stream.write(`${line}SYST\nNOOP\r\nQUIT\r\n`)
  const got = [1, 2, 3, 4].map(() => client.reply())
  const codes: string[] = []
  for (const reply of got) codes.push((await reply).slice(0, 3))
  t.same(codes, ['230', '215', '200', '221'])
})

t.test('a session of another login', async t => {
  const cases = both.flatMap(version =>
    (['ticket', 'session-id'] as const).map(by => ({ version, by })),
  )
  for (const { version, by } of cases) {
    if (version === 'TLSv1.3' && by === 'session-id') continue
    const secureOptions = by === 'ticket' ? 0 : constants.SSL_OP_NO_TICKET
    const tls = { ...only(version), secureOptions }
    for (const binding of ['listener', 'control'] as const) {
      const change = binding === 'control' ? bound : (c: EngineConfig) => c
      const server = await serve(t, { change })
      const first = await server.enter({ tls })
      const second = await server.enter({ tls })
      const own = await second.download('LIST')
      t.match(own.final, /^226/, `${version} ${by} ${binding}: own session`)
      t.ok(own.bytes.length > 0)
      const foreign = first.session
      if (foreign === undefined) throw new Error('no session')
      const hijack = await second.download('LIST', { session: foreign })
      const refused = binding === 'control' || by === 'session-id'
      t.match(
        hijack.final,
        refused ? /^522/ : /^226/,
        `${version} ${by} ${binding}: foreign session`,
      )
      first.close()
      second.close()
    }
  }
})

t.test('tickets switched off bind a session to its login', async t => {
  for (const version of both) {
    const server = await serve(t, {
      options: { 'OPENSSL_CONF.Options': '-SessionTicket' },
    })
    const tls = only(version)
    const first = await server.enter({ tls })
    const second = await server.enter({ tls })
    t.match((await second.download('LIST')).final, /^226/, `${version} own`)
    t.match((await second.download('NLST')).final, /^226/, `${version} again`)
    const session = first.session
    if (session === undefined) throw new Error('no session')
    const hijack = await second.download('LIST', { session })
    t.match(hijack.final, /^522/, `${version} foreign`)
  }
})

t.test('what is sent behind AUTH', async t => {
  for (const pipelined of ['discard', 'tls', 'obey'] as const) {
    const server = await serve(t, {
      change: c => ({ ...c, auth: { ...c.auth, pipelined } }),
    })
    const client = await server.open({ timeoutMs: 300 })
    await client.reply()
    client.wire.stream.write('AUTH TLS\r\nUSER injected\r\n')
    await client.reply()
    const secured = await client.secure().then(
      () => true,
      () => false,
    )
    t.equal(secured, pipelined !== 'tls', `${pipelined}: handshake`)
    if (!secured)
      t.match(
        client.wire.text + client.wire.clearText,
        /500 OOPS: error:0A00010B/,
        'said why',
      )
    else
      t.equal(
        await client.reply(),
        pipelined === 'obey' ? '331 Please specify the password.' : '',
        `${pipelined}: reply inside TLS`,
      )
    client.close()
  }
})

t.test('the story of a session', async t => {
  const server = await serve(t)
  const localAddress = TestServer.address()
  const seen = server.observe(localAddress)
  const client = await server.enter({ localAddress, tls: only('TLSv1.2') })
  await client.download('RETR small.bin')
  await client.upload('STOR s', Buffer.alloc(10))
  await client.command('QUIT')
  await new Promise(resolve => setTimeout(resolve, 50))
  const events = await seen.events()
  const of = (role: string, ordinal: number): readonly Event[] =>
    events.filter(e => e.role === role && e.ordinal === ordinal)
  const kinds = (role: string, ordinal: number): string[] =>
    of(role, ordinal).map(e =>
      e.body.kind === 'tls' ? e.body.fact.is : e.body.kind,
    )
  const control = kinds('control', 1)
  t.equal(control[0], 'open')
  t.equal(control.at(-1), 'close')
  for (const kind of ['client-hello', 'certificate-request', 'established'])
    t.ok(control.includes(kind), kind)
  t.notMatch(JSON.stringify(events), server.listener.password, 'no secret')
  t.match(JSON.stringify(events), '<redacted>')
  const open = of('data', 1)[0]?.body
  t.match(open, {
    kind: 'open',
    mode: 'passive',
    dialled: 'client',
    control: 1,
  })
  const made = of('data', 1).find(e => e.body.kind === 'established')
  t.match(made?.body, { resumed: true, version: 'TLSv1.2' })
  t.match(of('data', 1).find(e => e.body.kind === 'payload')?.body, {
    sender: 'server',
    bytes: 1000,
  })
  t.match(of('data', 2).find(e => e.body.kind === 'payload')?.body, {
    sender: 'client',
    bytes: 10,
  })
  t.ok(kinds('data', 2).includes('close-notify'), 'close_notify was seen')
  const other = server.observe(TestServer.address())
  t.same(await other.events(), [], "somebody else's story is not told")
  seen.end()
  other.end()
})

t.test('an address that is not the client itself is never dialled', async t => {
  const server = await serve(t, { options: { port_promiscuous: 'YES' } })
  const client = await server.enter()
  const refused = [
    'PORT 10,0,0,1,200,1',
    'PORT 127,0,0,2,200,1',
    'EPRT |1|127.0.0.2|51201|',
    'EPRT |2|::1|51201|',
    'PORT 127,0,0,1,0,22',
  ]
  for (const line of refused) t.match(await client.command(line), /^500/, line)
  const { data } = await client.active()
  client.send('LIST')
  const wire = await data
  t.match(await client.reply(), /^150/)
  await client.dataTls(wire)
  wire.stream.resume()
  wire.stream.end()
  t.match(await client.reply(), /^226/, 'its own address is')
  client.close()
})

t.test('nothing is left behind', async t => {
  const warnings: Error[] = []
  const onWarning = (warning: Error): void => void warnings.push(warning)
  process.on('warning', onWarning)
  const signals = process.listenerCount('SIGTERM')
  const open = (): number =>
    process
      .getActiveResourcesInfo()
      .filter(kind => /TCP|Timeout|Pipe/.test(kind) && kind !== 'PipeWrap')
      .length
  const servers = await Promise.all(
    Array.from({ length: 20 }, () => TestServer.start()),
  )
  t.equal(process.listenerCount('SIGTERM'), signals, 'no signal handlers')
  const session = async (server: TestServer, i: number): Promise<string> => {
    const version = both[i % 2] ?? 'TLSv1.2'
    const localAddress = TestServer.address()
    const client = await server.enter({
      localAddress,
      tls: only(version),
      timeoutMs: 20_000,
    })
    const { final } = await client.download('LIST')
    // half of them leave without a word
    if (i % 4 < 2) await client.command('QUIT')
    else await client.command('EPSV')
    client.close()
    return final
  }
  for (let round = 0; round < 4; round++) {
    const finals = await Promise.all(
      Array.from({ length: 50 }, (_, i) => {
        const server = servers[i % servers.length]
        if (server === undefined) throw new Error('no server')
        return session(server, i)
      }),
    )
    t.ok(
      finals.every(final => final.startsWith('226')),
      `round ${round}`,
    )
  }
  await Promise.all(servers.map(server => server.stop()))
  await new Promise(resolve => setTimeout(resolve, 100))
  t.equal(open(), 0, 'no socket, no timer')
  process.off('warning', onWarning)
  t.same(warnings, [], 'no warning')
})

t.test('stop ends sessions that are open', async t => {
  const server = await TestServer.start()
  const client = await server.enter()
  const data = await client.passive()
  const gone = once(client.wire.raw, 'close')
  await server.stop()
  await gone
  t.ok(client.wire.closed)
  data.raw.destroy()
})

t.test('a client that sends without end is cut off', async t => {
  const server = await serve(t)
  const long = await server.open()
  await long.reply()
  long.wire.stream.write('X'.repeat(5000))
  t.match(await long.reply(), /^500 Input line too long/)
  const ahead = await server.enter()
  const data = await ahead.passive()
  ahead.send('RETR 64MiB.bin')
  const flood = connect({ port: server.listener.port, host: '127.0.0.1' })
  flood.on('error', () => undefined)
  flood.destroy()
  ahead.wire.stream.write('NOOP\r\n'.repeat(20_000))
  await ahead.wire.until(() => ahead.wire.closed, 5000)
  t.ok(ahead.wire.closed || ahead.wire.error !== null, 'too much sent ahead')
  data.raw.destroy()
})

t.test('ABOR: at once, or when the transfer is over', async t => {
  for (const late of [false, true]) {
    const server = await serve(t, {
      change: c => ({ ...c, data: { ...c.data, aborAfterTransfer: late } }),
    })
    const client = await server.enter()
    const data = await client.passive()
    await client.command('RETR 64MiB.bin')
    await client.dataTls(data)
    data.raw.pause()
    client.send('ABOR')
    if (late) data.raw.destroy()
    t.match(await client.reply(), /^426/)
    t.match(await client.reply(), late ? /^225/ : /^226/)
    t.match(await client.command('NOOP'), /^200/)
    data.raw.destroy()
    client.close()
  }
})

t.test('150 before or after the data handshake', async t => {
  const server = await serve(t, {
    change: c => ({ ...c, data: { ...c.data, handshake: 'before-150' } }),
  })
  const client = await server.enter({ timeoutMs: 300 })
  const data = await client.passive()
  t.equal(await client.command('LIST'), '', 'no 150 without a ClientHello')
  await client.dataTls(data)
  t.match(await client.reply(), /^150/)
  client.close()
  data.raw.destroy()
})

t.test('ends without close_notify', async t => {
  const server = await serve(t, {
    change: c => ({ ...c, closeNotify: { control: true, data: false } }),
  })
  const client = await server.enter({ tls: only('TLSv1.3') })
  const list = await client.download('LIST')
  t.match(list.final, /^226/)
  const said = (facts: typeof list.wire.facts): boolean =>
    facts.some(
      f =>
        f.kind === 'tls' &&
        f.fact.is === 'close-notify' &&
        f.sender === 'server',
    )
  t.notOk(said(list.wire.facts), 'not on data')
  await client.command('QUIT')
  await client.wire.until(() => client.wire.closed, 1000)
  t.ok(said(client.wire.facts), 'on control')
})

t.test('quirks', async t => {
  const calls: string[] = []
  const server = await serve(t, {
    change: c => ({
      ...c,
      hooks: [
        {
          greet: () => [220, 'first line', 'last line'],
          reply: ({ situation, text }) =>
            situation === 'syst-ok'
              ? null
              : situation === 'noop-ok'
                ? [250, 'ok']
                : text,
          prot: level =>
            level === 'C' ? { answer: [534, 'no'], level: 'P' } : undefined,
          pasv: () => '10.1.2.3',
          dataOpen: raw => {
            calls.push('open')
            return raw.destroyed
          },
          dataTls: socket => {
            calls.push(String(socket.isSessionReused()))
            return calls.length > 2 ? [425, 'not again'] : undefined
          },
          close: () => void calls.push('close'),
        },
        {
          auth: mechanism =>
            mechanism === 'SSL'
              ? { then: raw => void raw.end('220 clear\r\n') }
              : mechanism === 'TLS-P'
                ? { answer: [431, 'no'] }
                : undefined,
        },
      ],
    }),
  })
  const client = await server.open()
  t.equal(await client.reply(), '220-first line\r\n220 last line')
  t.match(await client.command('AUTH TLS-P'), /^431/)
  await client.auth()
  await client.command('USER joe')
  await client.command(`PASS ${server.listener.password}`)
  t.match(await client.command('PROT P'), /^200/)
  t.equal(await client.command('PROT C'), '534 no')
  t.match(await client.command('PASV'), /^227 .*\(10,1,2,3,/)
  t.equal(await client.command('NOOP'), '250 ok')
  client.send('SYST')
  t.match((await client.download('LIST')).final, /^226/)
  t.match((await client.download('LIST')).final, /^425 not again/)
  client.close()
  const taken = await server.open()
  await taken.reply()
  await taken.command('AUTH SSL')
  t.match(await taken.reply(), /^220 clear/, 'the quirk owns the socket')
  taken.close()
  await new Promise(resolve => setTimeout(resolve, 30))
  t.same(calls, ['open', 'true', 'open', 'true', 'close', 'close'])
})
