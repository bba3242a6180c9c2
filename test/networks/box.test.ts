/** What a network does to the bytes and to the ends of a connection. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import t from 'tap'
import { discover } from '../../harness/discover.js'
import type { Network } from '../../harness/networks/box/network.js'
import {
  openMiddlebox,
  type Middlebox,
} from '../../harness/networks/box/middlebox.js'
import {
  announcedBehind,
  networkAddress,
  wrapWithNetwork,
} from '../../harness/networks/box/wrap.js'
import { createPortAllotment } from '../../harness/ports.js'

const { networks } = await discover()
const named = (id: string): Network => {
  const found = networks.get(id)
  if (found === undefined) throw new Error(`no network ${id}`)
  return found
}

const portOf = (server: Server): number => {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

type Test = Pick<typeof t, 'teardown'>

const listen = async (
  test: Test,
  handler: (socket: Socket) => void,
  port = 0,
): Promise<Server> => {
  const server = createServer(
    { allowHalfOpen: true, noDelay: true },
    socket => {
      socket.on('error', () => undefined)
      test.teardown(() => socket.destroy())
      handler(socket)
    },
  )
  await new Promise<void>(resolve => {
    server.listen(port, '127.0.0.1', resolve)
  })
  test.teardown(() => server.close())
  return server
}

const inFront = async (
  test: Test,
  network: Network,
  server: Server,
  more: { dataPorts?: readonly number[]; dialFrom?: string } = {},
): Promise<Middlebox> => {
  const start = performance.now()
  const box = await openMiddlebox({
    network,
    target: { host: '127.0.0.1', port: portOf(server) },
    listenAddress: networkAddress,
    dataPorts: [],
    now: () => performance.now() - start,
    watchedSides: ['client', 'server'],
    ...more,
  })
  test.teardown(() => box.stop())
  return box
}

const dial = (
  test: Test,
  { host, port }: { readonly host: string; readonly port: number },
): { socket: Socket; heard: string[]; end: Promise<string> } => {
  const socket = connect({ host, port, noDelay: true })
  const heard: string[] = []
  socket.on('data', (bytes: Buffer) => heard.push(bytes.toString('latin1')))
  const end = new Promise<string>(resolve => {
    socket.once('end', () => resolve('fin'))
    socket.once('error', (e: NodeJS.ErrnoException) => resolve(e.code ?? ''))
  })
  test.teardown(() => socket.destroy())
  return { socket, heard, end }
}

const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

const until = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 400 && !done(); i++) await sleep(5)
}

const hello = Buffer.from('16030100050100000100', 'hex')

const cuts = [
  ['firewall-cuts-encrypted', 'fin', 'fin'],
  ['firewall-resets-encrypted', 'ECONNRESET', 'rst'],
] as const

for (const [id, atClient, how] of cuts)
  t.test(`${id}: both ends blame each other`, async t => {
    const got: string[] = []
    const server = await listen(t, socket => {
      socket.write('234 go\r\n')
      socket.on('data', (bytes: Buffer) => got.push(bytes.toString('latin1')))
      socket.on('end', () => socket.end())
    })
    const box = await inFront(t, named(id), server)
    const client = dial(t, box)
    client.socket.write('AUTH TLS\r\n')
    await until(() => client.heard.length > 0 && got.length > 0)
    client.socket.write(hello)
    t.equal(await client.end, atClient)
    await until(
      () => box.events().filter(e => e.body.kind === 'close').length > 1,
    )
    t.strictSame(got, ['AUTH TLS\r\n'], 'the server never gets the byte')
    const closes = box
      .events()
      .flatMap(({ from, body }) =>
        body.kind === 'close' ? [[from, body.by, body.how]] : [],
      )
    t.strictSame(closes.sort(), [
      ['client-wire', 'server', how],
      ['server-wire', 'client', how],
    ])
  })

t.test('silence: neither end is told', async t => {
  const got: string[] = []
  const server = await listen(t, socket => {
    socket.on('data', (bytes: Buffer) => got.push(bytes.toString('latin1')))
    socket.on('end', () => got.push('end'))
  })
  const box = await inFront(t, named('firewall-swallows-encrypted'), server)
  const client = dial(t, box)
  client.socket.write('AUTH TLS\r\n')
  await until(() => got.length > 0)
  client.socket.write(hello)
  client.socket.end()
  const ended = await Promise.race([client.end, sleep(80)])
  t.equal(ended, undefined)
  t.strictSame(got, ['AUTH TLS\r\n'])
})

t.test('pieces and delay change nothing but the time', async t => {
  const text = `220-${'x'.repeat(3000)}\r\n220 ready\r\n`
  const server = await listen(t, socket => {
    socket.write(text)
    let line = ''
    socket.on('data', (bytes: Buffer) => {
      line += bytes.toString('latin1')
      if (line.endsWith('\n')) socket.end(line)
    })
  })
  const harmless = [
    'small-segments',
    'byte-by-byte',
    'line-feed-apart',
    'delay',
  ]
  for (const id of harmless) {
    const box = await inFront(t, named(id), server)
    const client = dial(t, box)
    const begun = performance.now()
    client.socket.write('QUIT\r\n')
    t.equal(await client.end, 'fin')
    t.equal(client.heard.join(''), `${text}QUIT\r\n`, id)
    t.ok(named(id).harmless)
    if (id === 'byte-by-byte')
      t.ok(client.heard.length > 20, `${client.heard.length} reads`)
    if (id === 'line-feed-apart')
      t.equal(client.heard.at(-1), '\n', 'by itself')
    if (id === 'delay') t.ok(performance.now() - begun >= 28, 'twice 15 ms')
  }
})

t.test('data ports: passed on, rejected, dropped', async t => {
  const ports = createPortAllotment({ size: 2 })
  const block = await ports.take()
  t.teardown(() => ports.release(block))
  const [port = 0] = block.data
  const control = await listen(t, () => undefined)
  await listen(t, socket => socket.end('data'), port)
  const at = { host: networkAddress, port }
  const through = await inFront(t, named('delay'), control, {
    dataPorts: [port],
  })
  const data = dial(t, at)
  t.equal(await data.end, 'fin')
  t.strictSame(data.heard, ['data'])
  await through.stop()

  const rejecting = await inFront(t, named('data-port-rejected'), control, {
    dataPorts: [port],
  })
  t.equal(await dial(t, at).end, 'ECONNREFUSED')
  await rejecting.stop()

  const dropping = await inFront(t, named('data-port-dropped'), control, {
    dataPorts: [port],
  })
  const lost = dial(t, at)
  t.equal(await Promise.race([lost.end, sleep(150)]), undefined)
  t.ok(lost.socket.connecting, 'its SYN has no answer')
  await dropping.stop()
})

t.test('an ALG corrects 227 and PORT in clear', async t => {
  const got: string[] = []
  const server = await listen(t, socket => {
    socket.write('227 Entering Passive Mode (127,66,0,5,40,1).\r\n')
    socket.on('data', (bytes: Buffer) => got.push(bytes.toString('latin1')))
  })
  const box = await inFront(t, named('alg-rewrites-clear'), server, {
    dialFrom: '127.0.5.5',
  })
  t.equal(announcedBehind(named('alg-rewrites-clear')), '127.66.0.5')
  const client = dial(t, box)
  await until(() => client.heard.length > 0)
  t.equal(
    client.heard[0],
    `227 Entering Passive Mode (${networkAddress.replaceAll('.', ',')},40,1).\r\n`,
  )
  const ear = await listen(t, socket => socket.end('from the client'))
  const at = portOf(ear)
  client.socket.write(`PORT 127,0,0,1,${at >> 8},${at & 255}\r\n`)
  await until(() => got.length > 0)
  const found = /^PORT 127,0,5,5,(\d+),(\d+)\r\n$/.exec(got[0] ?? '')
  t.ok(found, 'with an address of the network')
  const active = dial(t, {
    host: '127.0.5.5',
    port: Number(found?.[1]) * 256 + Number(found?.[2]),
  })
  t.equal(await active.end, 'fin')
  t.equal(active.heard.join(''), 'from the client')
})

t.test('wrapWithNetwork', async t => {
  const server = await listen(t, socket => socket.end('220 hi\r\n'))
  const wrapped = await wrapWithNetwork(
    { host: '127.0.0.1', port: portOf(server) },
    named('small-segments'),
  )
  t.equal(wrapped.host, networkAddress)
  const client = dial(t, wrapped)
  t.equal(await client.end, 'fin')
  t.strictSame(client.heard, ['220 hi\r\n'])
  await wrapped.stop()
  t.equal(await dial(t, wrapped).end, 'ECONNREFUSED')
})
