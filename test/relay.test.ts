import { connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls'
import t from 'tap'
import type { Event } from '../harness/model.js'
import { startRelay, type Relay } from '../harness/relay.js'
import { resetSocket } from '../harness/wire/reset.js'
import { certificate } from './wire/pair.js'

const listen = (handler: (socket: Socket) => void): Promise<Server> =>
  new Promise(resolve => {
    const server = createServer({ allowHalfOpen: true }, handler)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
const portOf = (server: Server): number => {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}
const closed = (socket: Socket): Promise<string> =>
  new Promise(resolve => {
    let error = ''
    socket.on('error', (e: NodeJS.ErrnoException) => (error = e.code ?? ''))
    socket.on('close', () => resolve(error))
  })
/** loopback sockets need a turn or two until the relay has seen everything */
const until = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !done(); i++)
    await new Promise(resolve => setTimeout(resolve, 5))
}

const brief = (events: readonly Event[]): string[] =>
  events.map(({ role, ordinal, body: b }) => {
    const place = `${role}${ordinal}`
    switch (b.kind) {
      case 'close':
        return `${place} ${b.by} ${b.how}`
      case 'command':
        return `${place} ${b.verb} ${b.argument}`.trim()
      case 'reply':
        return `${place} ${b.code} ${b.text}${b.clear ? '' : ' (TLS)'}`
      case 'tls':
        return `${place} ${b.sender}:${b.fact.is}`
      case 'payload':
        return `${place} ${b.sender}:${b.bytes}`
      default:
        return `${place} ${b.kind}`
    }
  })

const relayTo = async (
  control: Server,
  data: readonly Server[] = [],
): Promise<Relay> => {
  const start = performance.now()
  return startRelay({
    listenAddress: '127.0.3.1',
    target: { host: '127.0.0.1', port: portOf(control) },
    dataPorts: data.map(portOf),
    dialFrom: '127.0.4.9',
    now: () => performance.now() - start,
  })
}

t.test('dialogue, data and half close', async t => {
  let from = ''
  const control = await listen(socket => {
    from = socket.remoteAddress ?? ''
    socket.write('220 hi\r\n')
    socket.once('data', () => socket.write('331 so?\r\n'))
    // answers after the client's FIN: only a half close lets that through
    socket.on('end', () => socket.end('221 bye\r\n'))
  })
  const data = await listen(socket => {
    socket.end('x'.repeat(200_000))
    socket.resume()
  })
  const relay = await relayTo(control, [data])
  t.teardown(() => relay.stop())
  t.teardown(() => control.close())
  t.teardown(() => data.close())

  const client = connect(relay.port, relay.host)
  let heard = ''
  client.on('data', (bytes: Buffer) => {
    heard += bytes.toString()
    if (heard.endsWith('220 hi\r\n')) client.write('USER x\r\n')
    if (heard.endsWith('so?\r\n')) client.end('PASS secret\r\n')
  })
  const download = connect(portOf(data), relay.host)
  let got = 0
  download.on('data', (bytes: Buffer) => (got += bytes.length))
  await Promise.all([closed(client), closed(download)])
  await until(() => relay.events().some(e => e.body.kind === 'payload'))

  t.equal(from, '127.0.4.9', 'dialled from the address asked for')
  t.match(heard, '221 bye')
  t.equal(got, 200_000)
  const events = relay.events()
  t.same(brief(events.filter(e => e.role === 'control')), [
    'control1 open',
    'control1 220 hi',
    'control1 USER x',
    'control1 331 so?',
    'control1 PASS <redacted>',
    'control1 client fin',
    'control1 221 bye',
  ])
  t.same(brief(events.filter(e => e.role === 'data')), [
    'data1 open',
    'data1 server:200000',
    'data1 server fin',
  ])
  t.match(events.find(e => e.role === 'data')?.body, {
    kind: 'open',
    dialled: 'client',
    mode: 'passive',
    serverPort: portOf(data),
    control: 1,
  })
  t.ok(events.every(e => e.from === 'relay-wire' && e.at >= 0))
  relay.keylog('')
  t.same(brief(relay.events()), brief(events), 'read again: the same')
})

t.test('RST stays RST, from either side', async t => {
  for (const who of ['client', 'server'] as const) {
    let seenByServer: Promise<string> = Promise.resolve('')
    const control = await listen(socket => {
      seenByServer = closed(socket)
      socket.resume()
      socket.write('220 hi\r\n', () => {
        if (who === 'server') setTimeout(() => socket.resetAndDestroy(), 10)
      })
    })
    const relay = await relayTo(control)
    const client = connect(relay.port, relay.host)
    const seenByClient = closed(client)
    client.once('data', () => {
      if (who === 'client') client.resetAndDestroy()
    })
    const codes = {
      client: await seenByClient,
      server: await seenByServer,
    }
    await until(() => relay.events().some(e => e.body.kind === 'close'))
    t.equal(codes[who === 'client' ? 'server' : 'client'], 'ECONNRESET')
    t.match(relay.events().at(-1)?.body, { kind: 'close', by: who, how: 'rst' })
    await relay.stop()
    control.close()
  }
})

t.test('a reset in the tick of the FIN: the socket is closed', async t => {
  // Node 20 alone answers EINVAL here, and the process can never end
  const server = await listen(socket => socket.resume().on('error', () => {}))
  const client = connect({ port: portOf(server), allowHalfOpen: true })
  await new Promise(resolve => client.once('connect', resolve))
  const over = closed(client)
  client.end()
  await new Promise<void>(resolve => process.nextTick(resolve))
  resetSocket(client)
  await over
  t.ok(client.destroyed)
  server.close()
})

t.test('a target that does not listen; a port that is taken', async t => {
  const control = await listen(socket => socket.destroy())
  const port = portOf(control)
  await new Promise(resolve => control.close(resolve))
  const relay = await startRelay({
    listenAddress: '127.0.3.1',
    target: { host: '127.0.0.1', port },
    dataPorts: [],
    now: () => 1,
  })
  const client = connect(relay.port, relay.host)
  t.equal(await closed(client), 'ECONNRESET')
  t.match(
    relay.events().map(e => e.body),
    [{ kind: 'open' }, { kind: 'open-failed', code: 'ECONNREFUSED' }],
  )
  await t.rejects(
    startRelay({
      listenAddress: relay.host,
      target: { host: '127.0.0.1', port },
      dataPorts: [relay.port],
      now: () => 1,
    }),
    { code: 'FI_PORT_TAKEN' },
  )
  await relay.stop()
})

t.test('a key log that comes late makes TLS 1.3 readable', async t => {
  const context = createSecureContext(certificate)
  const control = await listen(socket => {
    socket.write('220 hi\r\n')
    socket.once('data', () => {
      socket.removeAllListeners('data')
      const tls = new TLSSocket(socket, {
        isServer: true,
        secureContext: context,
        requestCert: true,
        rejectUnauthorized: false,
      })
      tls.on('error', () => undefined)
      tls.on('data', () => tls.end('331 Need password\r\n'))
      socket.write('234 go\r\n')
    })
  })
  const relay = await relayTo(control)
  t.teardown(() => relay.stop())
  t.teardown(() => control.close())
  const raw = connect(relay.port, relay.host)
  let keylog = ''
  await new Promise<void>(resolve => {
    raw.once('data', () => {
      raw.write('AUTH TLS\r\n')
      raw.once('data', () => {
        const tls = connectTls({
          socket: raw,
          rejectUnauthorized: false,
          minVersion: 'TLSv1.3',
        })
        tls.on('keylog', (line: Buffer) => (keylog += line.toString()))
        tls.on('secureConnect', () => tls.write('USER joe\r\n'))
        tls.on('data', () => tls.end())
        tls.on('close', () => resolve())
      })
    })
  })
  const ended = () => relay.events().some(e => e.body.kind === 'close')
  await until(ended)
  const clear = [
    'control1 open',
    'control1 220 hi',
    'control1 AUTH TLS',
    'control1 234 go',
  ]
  const blind = brief(relay.events())
  t.same(blind.slice(0, 6), [
    ...clear,
    'control1 client:client-hello',
    'control1 server:server-hello',
  ])
  t.ok(blind.includes('control1 client:application-data'))
  t.notOk(blind.includes('control1 server:certificate'))

  relay.keylog(keylog)
  const read = brief(relay.events())
  t.same(read.slice(0, 4), clear)
  t.ok(read.includes('control1 server:certificate-request'))
  t.ok(read.includes('control1 USER joe'), 'also the dialogue')
  t.ok(read.includes('control1 331 Need password (TLS)'))
  t.ok(read.includes('control1 server:close-notify'))
})
